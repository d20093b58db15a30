// Products of vectors, with the widest instructions that the processor has: the Swift compiler makes
// one form of a function only.
#pragma once

#include <stddef.h>
#include <stdint.h>

// The sum of the products of each of `count` rows with `query`, both of `dimensions` numbers. Rows lie
// one after the other. The caller sees to it that no sum exceeds 31 bits.
void engram_vector_products(
    const int8_t *rows, size_t count, size_t dimensions, const int16_t *query, int32_t *sums);

// The sum of the products of `query` with the numbers that `heads` and `rests` make together: a head
// and `rest_unit` times its rest.
float engram_vector_product(
    const int8_t *heads, const int16_t *rests, float rest_unit, size_t dimensions,
    const float *query);
