#include "vectors.h"

#include <stdbool.h>

// Written once; each form of a function below compiles it for its own instructions.
#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE void products(
    const int8_t *rows, size_t count, size_t dimensions, const int16_t *query, int32_t *sums) {
  for (size_t row = 0; row < count; row++, rows += dimensions) {
    int32_t sum = 0;
    for (size_t i = 0; i < dimensions; i++) sum += (int32_t)rows[i] * query[i];
    sums[row] = sum;
  }
}

enum { LANES = 32 };

ALWAYS_INLINE float product(
    const int8_t *heads, const int16_t *rests, float rest_unit, size_t dimensions,
    const float *query) {
  // Sums that do not wait for each other, in an order that is the same on every processor.
  float sums[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= dimensions; i += LANES)
    for (size_t lane = 0; lane < LANES; lane++)
      sums[lane] += (heads[i + lane] + rest_unit * rests[i + lane]) * query[i + lane];
  for (; i < dimensions; i++) sums[0] += (heads[i] + rest_unit * rests[i]) * query[i];
  float sum = 0;
  for (size_t lane = 0; lane < LANES; lane++) sum += sums[lane];
  return sum;
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) static void products_avx2(
    const int8_t *rows, size_t count, size_t dimensions, const int16_t *query, int32_t *sums) {
  products(rows, count, dimensions, query, sums);
}

__attribute__((target("avx2"))) static float product_avx2(
    const int8_t *heads, const int16_t *rests, float rest_unit, size_t dimensions,
    const float *query) {
  return product(heads, rests, rest_unit, dimensions, query);
}

static bool has_avx2(void) { return __builtin_cpu_supports("avx2"); }

#else

#define products_avx2 products
#define product_avx2 product

static bool has_avx2(void) { return false; }

#endif

void engram_vector_products(
    const int8_t *rows, size_t count, size_t dimensions, const int16_t *query, int32_t *sums) {
  if (has_avx2())
    products_avx2(rows, count, dimensions, query, sums);
  else
    products(rows, count, dimensions, query, sums);
}

float engram_vector_product(
    const int8_t *heads, const int16_t *rests, float rest_unit, size_t dimensions,
    const float *query) {
  return has_avx2() ? product_avx2(heads, rests, rest_unit, dimensions, query)
                    : product(heads, rests, rest_unit, dimensions, query);
}
