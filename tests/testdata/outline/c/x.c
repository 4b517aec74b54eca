#ifndef X_H
#define X_H
/* About this. */

#include <a.h>
#include "b.h"
#define N 3
#define M(a, b) (a)
/* d */
static int *f(int a, const char *b[], void (*cb)(int), ...) { int z = 1; return 0; }
int g(void);
struct S { int a; struct In { int q; } in; };
typedef struct T { int x; } T;
typedef struct { int x; } U;
typedef int (*cb)(int);
enum E { A };
extern int v;
static const int k = 1, kk = 2;
int arr[3] = {1};
int main() {}
#endif
