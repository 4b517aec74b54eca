/**
 * @file bucket.h
 * @brief Rate limits for small services.
 */
#ifndef BUCKET_H
#define BUCKET_H

#include <stdint.h>

/** Tokens of a new bucket. */
#define BURST 10

/** One client's allowance. */
struct bucket {
    int left;
};

/** Why nothing was taken. */
typedef enum { BUCKET_OK, BUCKET_EMPTY } bucket_result;

/**
 * Take some tokens.
 *
 * @param b the bucket
 * @param n how many
 * @return BUCKET_EMPTY if there are not enough
 */
bucket_result bucket_take(struct bucket *b, int n);

void bucket_refill(struct bucket *b, uint64_t now);

#endif
