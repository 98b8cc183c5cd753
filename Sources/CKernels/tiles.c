// Writing keys and values into the tiles of the cache.
#include "internal.h"

#include <math.h>

size_t ck_tile_bytes(ck_cache_mode mode, int head) {
    size_t elements = 2 * (size_t)CK_TILE * (size_t)head;
    return mode == CK_CACHE_F16 ? 2 * elements : ck_turbo_value_scales(head) + CK_TILE * sizeof(float);
}

float ck_symmetric(const float *x, int n, int limit, int16_t *out) {
    // Maxima of every eighth number, which a compiler turns to vectors.
    float some[8] = {0}, most = 0;
    int whole = n / 8 * 8;
    for (int i = 0; i < whole; i += 8) {
        for (int j = 0; j < 8; j++) {
            float size = fabsf(x[i + j]);
            some[j] = size > some[j] ? size : some[j];
        }
    }
    for (int j = 0; j < 8; j++) { most = some[j] > most ? some[j] : most; }
    for (int i = whole; i < n; i++) { most = fabsf(x[i]) > most ? fabsf(x[i]) : most; }
    float inverse = most > 0 ? (float)limit / most : 0;
    for (int i = 0; i < n; i++) { out[i] = (int16_t)ck_round(x[i] * inverse); }
    return most / (float)limit;
}

typedef float four __attribute__((vector_size(16)));

static inline four load4(const float *p) {
    four v;
    memcpy(&v, p, sizeof v);
    return v;
}
static inline void store4(float *p, four v) { memcpy(p, &v, sizeof v); }

void ck_hadamard(float *x, int n) {
    int size = n & -n;
    float scale = 1 / sqrtf((float)size);
    // Heads are multiples of 32.
    const four second = {1, -1, 1, -1}, fourth = {1, 1, -1, -1};
    for (int part = 0; part < n; part += size, x += size) {
        // Neighbours within a vector of four, then vectors with vectors.
        for (int i = 0; i < size; i += 4) {
            four v = load4(x + i);
            v = __builtin_shufflevector(v, v, 0, 0, 2, 2) + __builtin_shufflevector(v, v, 1, 1, 3, 3) * second;
            v = __builtin_shufflevector(v, v, 0, 1, 0, 1) + __builtin_shufflevector(v, v, 2, 3, 2, 3) * fourth;
            store4(x + i, v * scale);
        }
        for (int half = 4; half < size; half *= 2) {
            for (int i = 0; i < size; i += 2 * half) {
                for (int j = i; j < i + half; j += 4) {
                    four u = load4(x + j), v = load4(x + j + half);
                    store4(x + j, u + v);
                    store4(x + j + half, u - v);
                }
            }
        }
    }
}

static void write_turbo(int head, uint8_t *tile, int slot, const float *key, const float *value) {
    int16_t numbers[256];
    for (int c = 0; c < head; c += BLOCK) {
        float scale = ck_symmetric(key + c, BLOCK, 127, numbers + c);
        memcpy(tile + ck_turbo_key_scales(head) + (size_t)(c / BLOCK * CK_TILE + slot) * 4, &scale, 4);
    }
    for (int c = 0; c < head; c++) {
        tile[c / 4 * 4 * CK_TILE + slot * 4 + ck_quad_place(c % 4)] = (uint8_t)(numbers[c] + 128);
    }
    float scale = ck_symmetric(value, head, 127, numbers);
    uint8_t *values = tile + ck_turbo_values(head) + slot / 4 * head * 4 + ck_quad_place(slot % 4);
    for (int c = 0; c < head; c++) { values[4 * c] = (uint8_t)numbers[c]; }
    memcpy(tile + ck_turbo_value_scales(head) + 4 * (size_t)slot, &scale, 4);
}

void ck_tile_write(ck_cache_mode mode, int head, void *tile, int slot, const float *key, const float *value) {
    if (mode != CK_CACHE_F16) {
        float keys[256], values[256];
        memcpy(values, value, (size_t)head * sizeof(float));
        ck_hadamard(values, head);
        memcpy(keys, key, (size_t)head * sizeof(float));
        // Keys that are packed later are packed by channel.
        if (mode == CK_CACHE_TURBO8) { ck_hadamard(keys, head); }
        write_turbo(head, tile, slot, keys, values);
        return;
    }
    uint16_t *keys = tile, *values = (uint16_t *)(void *)((uint8_t *)tile + ck_half_values(head));
    for (int c = 0; c < head; c++) { keys[c * CK_TILE + slot] = ck_to_half(key[c]); }
    for (int c = 0; c < head; c++) { values[slot * head + c] = ck_to_half(value[c]); }
}
static void copy_tile(ck_cache_mode mode, int head, void *to, const void *from, int slots) {
    uint8_t *target = to;
    const uint8_t *source = from;
    size_t n = (size_t)slots;
    if (mode == CK_CACHE_F16) {
        for (int c = 0; c < head; c++) { memcpy(target + 2 * c * CK_TILE, source + 2 * c * CK_TILE, 2 * n); }
        size_t values = ck_half_values(head);
        memcpy(target + values, source + values, 2 * n * (size_t)head);
        return;
    }
    for (int c = 0; c < head; c += 4) { memcpy(target + c * CK_TILE, source + c * CK_TILE, 4 * n); }
    size_t values = ck_turbo_values(head), keys = ck_turbo_key_scales(head);
    // Values lie in fours of tokens; a part of four more is harmless, since it is never looked at.
    memcpy(target + values, source + values, (n + 3) / 4 * 4 * (size_t)head);
    memcpy(target + keys, source + keys, ck_tile_bytes(mode, head) - keys);
}

void ck_tiles_copy(ck_cache_mode mode, int head, void *to, const void *from, size_t tiles, int slots) {
    size_t bytes = ck_tile_bytes(mode, head);
    for (size_t i = 0; i < tiles; i++) {
        copy_tile(mode, head, (uint8_t *)to + i * bytes, (const uint8_t *)from + i * bytes, slots);
    }
}

struct writing {
    ck_attention_shape shape;
    const ck_write *writes;
    size_t offset;
    const float *keys, *values;
};

static void write_token(void *context, int lane, int index) {
    (void)lane;
    const struct writing *job = context;
    const ck_write *write = &job->writes[index];
    int head = job->shape.head, kv_heads = job->shape.kv_heads;
    size_t tile_bytes = ck_tile_bytes(job->shape.mode, head),
           at = (size_t)write->row * (size_t)(kv_heads * head);
    uint8_t *tile = (uint8_t *)write->page + job->offset;
    for (int h = 0; h < kv_heads; h++, tile += tile_bytes, at += (size_t)head) {
        ck_tile_write(job->shape.mode, head, tile, write->slot, job->keys + at, job->values + at);
    }
}

void ck_cache_write(ck_pool *pool, ck_attention_shape shape, const ck_write *writes, int count, size_t offset,
                    const float *keys, const float *values) {
    struct writing job = {shape, writes, offset, keys, values};
    ck_pool_run(pool, count, write_token, &job);
}
