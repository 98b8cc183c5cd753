// Checksums of memory.
#include "include/ck_hash.h"

#include <string.h>

// Odd numbers with about as many ones as zeros.
#define M0 0x9E3779B97F4A7C15u
#define M1 0xC2B2AE3D27D4EB4Fu

static uint64_t rotate(uint64_t x, int bits) { return x << bits | x >> (64 - bits); }

static uint64_t mix(uint64_t state, uint64_t word) { return rotate(state ^ word * M0, 29) * M1; }

uint64_t ck_hash(const void *bytes, size_t count, uint64_t seed) {
    const unsigned char *p = bytes;
    size_t left = count;
    uint64_t lanes[4] = {seed, seed + M0, seed ^ M1, seed - M1}, word[4];
    for (; left >= sizeof word; left -= sizeof word, p += sizeof word) {
        memcpy(word, p, sizeof word);
        for (int i = 0; i < 4; i++) { lanes[i] = mix(lanes[i], word[i]); }
    }
    // The rest, with zeros behind it; its length tells it from real zeros.
    memset(word, 0, sizeof word);
    if (left) { memcpy(word, p, left); }
    uint64_t result = count * M0;
    for (int i = 0; i < 4; i++) { result = mix(result, mix(lanes[i], word[i])); }
    result = (result ^ result >> 31) * M0;
    return result ^ result >> 29;
}
