// TurboAttention's second stage: a full tile of 8-bit keys and values packed to 4 or 2 bits a number,
// asymmetrically (TurboAttention §FlashQ, stage 2), keys by channel. Values are packed by token and not by
// channel as in the paper: that halves the divergence, and costs the same bytes for heads of 64.
//
// The paper's integers are those of one 8-bit scale a tile, so that a channel much smaller than the
// largest has few steps. Here a tile's unit is 1/15 of that: scales keep 8 bits, zeros too since they
// count in sixteens of units, and numbers have 12 bits when they are unpacked, which 16-bit products take.
#include "internal.h"

#include <math.h>

size_t ck_packed_bytes(int bits, int head) {
    // Codes, scales and zeros of keys and of values; their units.
    return (size_t)(2 * CK_TILE * head * bits / 8 + 2 * head + 2 * CK_TILE) + 2 * sizeof(float);
}

// The codes of numbers that share a scale: a key channel's 64 or a token's values.
struct packed {
    uint8_t scale;
    int8_t zero;
    uint8_t code[256];
};

// The squared error under a scale and a zero; `code` is filled on request.
static float quantize(const float *x, int n, int zero, int scale, int step, int most, uint8_t *code) {
    float origin = (float)(PACKED_ZERO * zero), size = (float)(scale * step), inverse = 1 / size, error = 0;
    for (int i = 0; i < n; i++) {
        float c = ck_round((x[i] - origin) * inverse);
        c = c < 0 ? 0 : c;
        c = c > (float)most ? (float)most : c;
        float rest = x[i] - origin - c * size;
        error += rest * rest;
        if (code) { code[i] = (uint8_t)c; }
    }
    return error;
}

// Finds the scale and zero with the least error; ends that lie far out are cut off where that helps.
static void fit(const float *x, int n, int bits, struct packed *out) {
    int most = (1 << bits) - 1, step = PACKED_STEP(bits), tries = bits == 2 ? 7 : 4;
    float low = x[0], high = x[0], least = INFINITY;
    for (int i = 1; i < n; i++) {
        low = x[i] < low ? x[i] : low;
        high = x[i] > high ? x[i] : high;
    }
    for (int i = 0; i < tries; i++) {
        float cut = (high - low) * (bits == 2 ? 0.04f : 0.025f) * (float)i;
        int zero = (int)floorf((low + cut) / PACKED_ZERO);
        zero = zero < -127 ? -127 : zero > 127 ? 127 : zero;
        float range = high - cut - (float)(PACKED_ZERO * zero);
        int scale = (int)ceilf(range / (float)(most * step));
        scale = scale < 1 ? 1 : scale > 255 ? 255 : scale;
        float error = quantize(x, n, zero, scale, step, most, NULL);
        if (error < least) {
            least = error;
            out->scale = (uint8_t)scale;
            out->zero = (int8_t)zero;
        }
    }
    quantize(x, n, out->zero, out->scale, step, most, out->code);
}

// Puts the code of a number into its place: `group` counts groups of four, `column` what they run over.
static void put(uint8_t *codes, int bits, int columns, int group, int column, int place, uint8_t code) {
    int each = 8 / bits;
    codes[((group / each) * columns + column) * 4 + place] |= (uint8_t)(code << (bits * (group % each)));
}

// Brings numbers to units and returns the unit.
static float to_units(float *x, int n) {
    float most = 0;
    for (int i = 0; i < n; i++) {
        float size = fabsf(x[i]);
        most = size > most ? size : most;
    }
    // A tile that is not finite stays that way: its unit says so.
    float inverse = most > 0 && most < INFINITY ? PACKED_LIMIT / most : 0;
    for (int i = 0; i < n; i++) {
        x[i] *= inverse;
        x[i] = x[i] == x[i] ? x[i] : 0;
    }
    return most / PACKED_LIMIT;
}

void ck_tile_pack(int bits, int head, void *packed, const void *tile) {
    const uint8_t *key = tile;
    const int8_t *value = (const int8_t *)key + ck_turbo_values(head);
    const float *key_scale = (const float *)(const void *)(key + ck_turbo_key_scales(head));
    const float *value_scale = (const float *)(const void *)(key + ck_turbo_value_scales(head));
    uint8_t *out = packed, *scales = out + ck_packed_scales(bits, head);
    float x[256 * CK_TILE], units[2];
    struct packed part = {.scale = 1};
    memset(out, 0, ck_packed_bytes(bits, head));
    for (int c = 0; c < head; c++) {
        for (int t = 0; t < CK_TILE; t++) {
            int code = key[(c / 4 * CK_TILE + t) * 4 + ck_quad_place(c % 4)] - 128;
            x[c * CK_TILE + t] = (float)code * key_scale[c / BLOCK * CK_TILE + t];
        }
    }
    units[0] = to_units(x, head * CK_TILE);
    for (int c = 0; c < head; c++) {
        fit(x + c * CK_TILE, CK_TILE, bits, &part);
        scales[c] = part.scale;
        scales[head + c] = (uint8_t)part.zero;
        for (int t = 0; t < CK_TILE; t++) {
            put(out, bits, CK_TILE, c / 4, t, ck_quad_place(c % 4), part.code[t]);
        }
    }
    for (int t = 0; t < CK_TILE; t++) {
        for (int c = 0; c < head; c++) {
            x[t * head + c] = (float)value[(t / 4 * head + c) * 4 + ck_quad_place(t % 4)] * value_scale[t];
        }
    }
    units[1] = to_units(x, head * CK_TILE);
    scales += 2 * head;
    for (int t = 0; t < CK_TILE; t++) {
        fit(x + t * head, head, bits, &part);
        scales[t] = part.scale;
        scales[CK_TILE + t] = (uint8_t)part.zero;
        for (int c = 0; c < head; c++) {
            put(out + ck_packed_values(bits, head), bits, head, t / 4, c, ck_quad_place(t % 4), part.code[c]);
        }
    }
    memcpy(scales + 2 * CK_TILE, units, sizeof units);
}

struct packing {
    ck_attention_shape shape;
    ck_layer layer;
    const ck_pack *packs;
};

static void pack_tile(void *context, int lane, int index) {
    (void)lane;
    const struct packing *job = context;
    const ck_pack *pack = &job->packs[index / job->shape.kv_heads];
    int head = job->shape.head, kv = index % job->shape.kv_heads;
    uint8_t *page = (uint8_t *)pack->page + job->layer.offset;
    for (int i = 0; i < kv; i++) { page += ck_packed_bytes(job->layer.bits ? job->layer.bits[i] : 4, head); }
    ck_tile_pack(job->layer.bits ? job->layer.bits[kv] : 4, head, page,
                 (const uint8_t *)pack->buffer + job->layer.buffer +
                     (size_t)kv * ck_tile_bytes(job->shape.mode, head));
}

void ck_cache_pack(ck_pool *pool, ck_attention_shape shape, ck_layer layer, const ck_pack *packs, int count) {
    struct packing job = {shape, layer, packs};
    ck_pool_run(pool, count * shape.kv_heads, pack_tile, &job);
}

// Unpacks one of a tile's numbers, in units.
static int number(const uint8_t *codes, int bits, int columns, int group, int column, int place, int scale,
                  int zero) {
    int each = 8 / bits, byte = codes[((group / each) * columns + column) * 4 + place];
    int code = byte >> (bits * (group % each)) & ((1 << bits) - 1);
    return code * scale * PACKED_STEP(bits) + PACKED_ZERO * (int8_t)zero;
}

void ck_open_units(float *scale, int head, const uint8_t *units, ck_opened *opened) {
    float unit[2];
    memcpy(unit, units, sizeof unit);
    for (int i = 0; i < head / BLOCK * CK_TILE; i++) { scale[i] = unit[0]; }
    opened->key_scale = scale;
    scale += head / BLOCK * CK_TILE;
    for (int t = 0; t < CK_TILE; t++) { scale[t] = unit[1]; }
    opened->value_scale = scale;
    opened->weight_limit = PACKED_WEIGHTS;
}

static void open_packed(const ck_rows *rows, const void *tile, int bits, ck_opened *opened) {
    int head = rows->head;
    const uint8_t *codes = tile, *values = codes + ck_packed_values(bits, head),
                  *scales = codes + ck_packed_scales(bits, head);
    int16_t *keys_out = rows->scratch, *values_out = keys_out + CK_TILE * head;
    for (int c = 0; c < head; c++) {
        for (int t = 0; t < CK_TILE; t++) {
            int key = number(codes, bits, CK_TILE, c / 4, t, ck_quad_place(c % 4), scales[c], scales[head + c]);
            int value = number(values, bits, head, t / 4, c, ck_quad_place(t % 4), scales[2 * head + t],
                               scales[2 * head + CK_TILE + t]);
            keys_out[(c / 2 * CK_TILE + t) * 2 + c % 2] = (int16_t)(key + 128);
            values_out[(t / 2 * head + c) * 2 + t % 2] = (int16_t)value;
        }
    }
    *opened = (ck_opened){.keys = keys_out, .values = values_out};
    ck_open_units((float *)(void *)(values_out + CK_TILE * head), head, scales + 2 * head + 2 * CK_TILE, opened);
}

void ck_open_packed4_ref(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened) {
    (void)keys, (void)count;
    open_packed(rows, tile, 4, opened);
}

void ck_open_packed2_ref(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened) {
    (void)keys, (void)count;
    open_packed(rows, tile, 2, opened);
}
