#include "bucket.h"

#include "clock.h"

static int enough(const struct bucket *b, int n) { return b->left >= n; }

bucket_result bucket_take(struct bucket *b, int n) {
    return enough(b, n) ? BUCKET_OK : BUCKET_EMPTY;
}

void bucket_refill(struct bucket *b, uint64_t now) { b->left += (int)(now - clock_now()); }
