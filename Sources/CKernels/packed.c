// TurboAttention's second stage: a full tile of 8-bit keys and values packed to 4 or 2 bits a number (TurboAttention
// §FlashQ, stage 2), keys by channel and asymmetrically. Five things differ from the paper:
//
// - Values are packed by token and not by channel: that halves the divergence, and costs less for heads of 64.
// - Values were turned by a Hadamard matrix when they were written, and are turned back in what attention gives
//   (`ck_hadamard`). No number stands out then, and their mean is zero, so that they need no zeros.
// - The token whose key is farthest from the others' mean is kept in 8 bits. In the first tile that is what most
//   heads rest their weight on; it would spoil the ranges of all channels, and any error in it is an error everywhere.
// - The paper's integers are those of one 8-bit scale a tile, so that a channel much smaller than the largest has few
//   steps. Here a tile's unit is 1/15 of that: scales keep 8 bits, zeros too since they count in sixteens of
//   units, and numbers have 12 bits when they are unpacked, which 16-bit products take.
// - Keys of 2 bits are turned back by their place in the tile, as if RoPE had turned all by the place of the first
//   (turns.c).
#include "internal.h"

#include <math.h>

size_t ck_packed_bytes(ck_bits bits, int head) {
    size_t kept = 4 + 2 * (size_t)head + (size_t)(head / BLOCK + 1) * sizeof(float);
    return (ck_packed_units(bits, head) + 2 * sizeof(float) + kept + 7) / 8 * 8;
}

// How often a fit is improved upon at most.
enum { FIT_TURNS = 4 };

// The codes of numbers that share a scale: a key channel's 64 or a token's values.
struct packed {
    uint8_t scale;
    int8_t zero;
    uint8_t code[256];
};

// The squared error of codes `size` apart from `origin` on; `code` is filled on request.
static float quantize(const float *x, int n, float origin, float size, int most, uint8_t *code) {
    float inverse = 1 / size, error = 0;
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

// A scale and a zero as they are kept, in bytes.
static int scale_byte(float size, int step) {
    int scale = (int)ceilf(size / (float)step);
    return scale < 1 ? 1 : scale > 255 ? 255 : scale;
}
static int zero_byte(float origin) {
    int zero = (int)floorf(origin / PACKED_ZERO);
    return zero < -127 ? -127 : zero > 127 ? 127 : zero;
}

// The line through numbers and their codes: x ~ origin + size * code. With least squares (`whole` false) what is
// read back varies less than what was written; a size that keeps products with the numbers (`whole`) has larger
// errors and no such bias. False where all codes are the same.
static bool line_through(const float *x, const uint8_t *code, int n, bool whole, float *origin, float *size) {
    float count = (float)n, codes = 0, squares = 0, sum = 0, products = 0, own = 0;
    for (int i = 0; i < n; i++) {
        float c = code[i];
        codes += c;
        squares += c * c;
        sum += x[i];
        products += c * x[i];
        own += x[i] * x[i];
    }
    float spread = count * squares - codes * codes, common = count * products - codes * sum;
    if (!(spread > 0 && common > 0)) { return false; }
    *size = whole ? (count * own - sum * sum) / common : common / spread;
    *origin = (sum - *size * codes) / count;
    return true;
}

// Finds the scale and zero with the least error: ends that lie far out are cut off where that helps, and the
// best cut is improved upon by turns of rounding to codes and drawing a line through them.
static void fit(const float *x, int n, int bits, struct packed *out) {
    int most = (1 << bits) - 1, step = PACKED_STEP(bits), tries = bits == 2 ? 7 : 4;
    float low = x[0], high = x[0], least = INFINITY;
    for (int i = 1; i < n; i++) {
        low = x[i] < low ? x[i] : low;
        high = x[i] > high ? x[i] : high;
    }
    for (int i = 0; i < tries; i++) {
        float cut = (high - low) * (bits == 2 ? 0.04f : 0.025f) * (float)i;
        int zero = zero_byte(low + cut);
        int scale = scale_byte((high - cut - (float)(PACKED_ZERO * zero)) / (float)most, step);
        float error = quantize(x, n, (float)(PACKED_ZERO * zero), (float)(scale * step), most, NULL);
        if (error < least) {
            least = error;
            out->scale = (uint8_t)scale;
            out->zero = (int8_t)zero;
        }
    }
    quantize(x, n, (float)(PACKED_ZERO * out->zero), (float)(out->scale * step), most, out->code);
    float origin, size;
    for (int turn = 0; turn < FIT_TURNS && line_through(x, out->code, n, false, &origin, &size); turn++) {
        // To the nearest of what a byte can say.
        int zero = zero_byte(origin + PACKED_ZERO / 2.0f), scale = scale_byte(size - (float)step / 2, step);
        float error = quantize(x, n, (float)(PACKED_ZERO * zero), (float)(scale * step), most, NULL);
        if (error >= least) { break; }
        least = error;
        out->scale = (uint8_t)scale;
        out->zero = (int8_t)zero;
        quantize(x, n, (float)(PACKED_ZERO * zero), (float)(scale * step), most, out->code);
    }
    if (line_through(x, out->code, n, true, &origin, &size)) {
        out->zero = (int8_t)zero_byte(origin + PACKED_ZERO / 2.0f);
        out->scale = (uint8_t)scale_byte(size - (float)step / 2, step);
    }
}

// The same with zero in the middle.
static void fit_symmetric(const float *x, int n, int bits, struct packed *out) {
    int most = (1 << bits) - 1, step = PACKED_STEP(bits), tries = bits == 2 ? 12 : 6;
    float size = 0, least = INFINITY;
    for (int i = 0; i < n; i++) { size = fabsf(x[i]) > size ? fabsf(x[i]) : size; }
    for (int i = 0; i < tries; i++) {
        int scale = scale_byte(size * (1 - 0.04f * (float)i) / (float)most, step);
        float unit = (float)(scale * step);
        float error = quantize(x, n, PACKED_LEAST(bits) * unit, 2 * unit, most, NULL);
        if (error < least) {
            least = error;
            out->scale = (uint8_t)scale;
        }
    }
    float unit = (float)(out->scale * step), own = 0, common = 0;
    quantize(x, n, PACKED_LEAST(bits) * unit, 2 * unit, most, out->code);
    for (int i = 0; i < n; i++) {
        own += x[i] * x[i];
        common += x[i] * (float)(2 * out->code[i] + PACKED_LEAST(bits));
    }
    if (common > 0) { out->scale = (uint8_t)scale_byte(own / common - (float)step / 2, step); }
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

// The token whose key (head, CK_TILE) is farthest from the mean; `mean` is filled.
static int farthest(const float *x, int head, float *mean) {
    float distance[CK_TILE] = {0};
    int most = 0;
    for (int c = 0; c < head; c++, x += CK_TILE) {
        float sum = 0;
        for (int t = 0; t < CK_TILE; t++) { sum += x[t]; }
        mean[c] = sum / CK_TILE;
        for (int t = 0; t < CK_TILE; t++) { distance[t] += (x[t] - mean[c]) * (x[t] - mean[c]); }
    }
    for (int t = 1; t < CK_TILE; t++) { most = distance[t] > distance[most] ? t : most; }
    return most;
}

// Writes a token of a turbo8 tile as it is.
static void keep(uint8_t *out, int head, const uint8_t *tile, int token) {
    float scale[256 / BLOCK + 1];
    memset(out, 0, 4);
    out[0] = (uint8_t)token;
    for (int c = 0; c < head; c++) { out[4 + c] = tile[(c / 4 * CK_TILE + token) * 4 + ck_quad_place(c % 4)]; }
    tile += ck_turbo_values(head);
    for (int c = 0; c < head; c++) {
        out[4 + head + c] = tile[(token / 4 * head + c) * 4 + ck_quad_place(token % 4)];
    }
    tile += ck_turbo_values(head);
    // Scales of keys, block by block, and after them those of values.
    for (int i = 0; i <= head / BLOCK; i++) { memcpy(scale + i, tile + (i * CK_TILE + token) * 4, 4); }
    memcpy(out + 4 + 2 * head, scale, (size_t)(head / BLOCK + 1) * sizeof(float));
}

// Turns keys (head, CK_TILE) back by their places.
static void turn_back(const ck_turns *turns, float *x) {
    for (int line = 0; line < turns->lines; line++) {
        const int16_t *cosines = turns->table + line * 4 * CK_TILE, *sines = cosines + 2 * CK_TILE;
        for (int i = 0; i < 2 * CK_TILE; i += turns->apart ? 1 : 2) {
            // Of a line of pairs only the first is gone through, with its sine below zero too.
            float *first = x + (2 * line + i % 2) * CK_TILE + i / 2;
            float *second = first + (turns->apart ? 2 * turns->apart : 1) * CK_TILE;
            float a = *first, b = *second, cosine = (float)cosines[i] / 32768, sine = (float)-sines[i] / 32768;
            *first = a * cosine + b * sine;
            *second = b * cosine - a * sine;
        }
    }
}

void ck_tile_pack(ck_bits bits, int head, const ck_turns *turns, void *packed, const void *tile) {
    const uint8_t *key = tile;
    const int8_t *value = (const int8_t *)key + ck_turbo_values(head);
    const float *key_scale = (const float *)(const void *)(key + ck_turbo_key_scales(head));
    const float *value_scale = (const float *)(const void *)(key + ck_turbo_value_scales(head));
    uint8_t *out = packed, *scales = out + ck_packed_scales(bits, head);
    float x[256 * CK_TILE], mean[256], units[2];
    struct packed part = {.scale = 1};
    memset(out, 0, ck_packed_bytes(bits, head));
    for (int c = 0; c < head; c++) {
        for (int t = 0; t < CK_TILE; t++) {
            int code = key[(c / 4 * CK_TILE + t) * 4 + ck_quad_place(c % 4)] - 128;
            x[c * CK_TILE + t] = (float)code * key_scale[c / BLOCK * CK_TILE + t];
        }
    }
    turns = ck_turns_of(bits, turns);
    if (turns) { turn_back(turns, x); }
    units[0] = to_units(x, head * CK_TILE);
    int kept = farthest(x, head, mean);
    for (int c = 0; c < head; c++) {
        x[c * CK_TILE + kept] = mean[c];
        fit(x + c * CK_TILE, CK_TILE, bits.keys, &part);
        scales[c] = part.scale;
        scales[head + c] = (uint8_t)part.zero;
        for (int t = 0; t < CK_TILE; t++) {
            put(out, bits.keys, CK_TILE, c / 4, t, ck_quad_place(c % 4), part.code[t]);
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
        fit_symmetric(x + t * head, head, bits.values, &part);
        scales[t] = part.scale;
        for (int c = 0; c < head; c++) {
            put(out + ck_packed_values(bits, head), bits.values, head, t / 4, c, ck_quad_place(t % 4), part.code[c]);
        }
    }
    memcpy(scales + CK_TILE, units, sizeof units);
    keep(scales + CK_TILE + sizeof units, head, tile, kept);
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
    for (int i = 0; i < kv; i++) { page += ck_packed_bytes(ck_layer_bits(&job->layer, i), head); }
    ck_tile_pack(ck_layer_bits(&job->layer, kv), head, job->layer.turns, page,
                 (const uint8_t *)pack->buffer + job->layer.buffer +
                     (size_t)kv * ck_tile_bytes(job->shape.mode, head));
}

void ck_cache_pack(ck_pool *pool, ck_attention_shape shape, ck_layer layer, const ck_pack *packs, int count) {
    struct packing job = {shape, layer, packs};
    ck_pool_run(pool, count * shape.kv_heads, pack_tile, &job);
}

// A number of units as a tile's numbers are. What is read from a damaged file may be anything.
static int within(float x) {
    const float most = PACKED_LIMIT + 15;
    return (int)ck_round(x > most ? most : x > -most ? x : x == x ? -most : 0);
}

void ck_open_rest(int16_t *keys, int head, int bias, const uint8_t *units, ck_opened *opened) {
    int16_t *values = keys + CK_TILE * head;
    float unit[2], kept[256 / BLOCK + 1], *scale = (float *)(void *)(values + CK_TILE * head);
    memcpy(unit, units, sizeof unit);
    const uint8_t *token = units + sizeof unit, *key = token + 4;
    const int8_t *value = (const int8_t *)key + head;
    memcpy(kept, value + head, (size_t)(head / BLOCK + 1) * sizeof(float));
    int t = token[0] % CK_TILE;
    float key_unit = unit[0] > 0 ? 1 / unit[0] : 0, value_unit = unit[1] > 0 ? 1 / unit[1] : 0;
    for (int c = 0; c < head; c++) {
        float x = (float)(key[c] - 128) * (kept[c / BLOCK] * key_unit);
        float y = (float)value[c] * (kept[head / BLOCK] * value_unit);
        keys[(c / 2 * CK_TILE + t) * 2 + c % 2] = (int16_t)(within(x) + bias);
        values[(t / 2 * head + c) * 2 + t % 2] = (int16_t)within(y);
    }
    *opened = (ck_opened){.keys = keys, .values = values, .key_scale = scale, .weight_limit = PACKED_WEIGHTS};
    for (int i = 0; i < head / BLOCK * CK_TILE; i++) { scale[i] = unit[0]; }
    scale += head / BLOCK * CK_TILE;
    for (int i = 0; i < CK_TILE; i++) { scale[i] = unit[1]; }
    opened->value_scale = scale;
}

// One of a tile's codes.
static int code(const uint8_t *codes, int bits, int columns, int group, int column, int place) {
    int each = 8 / bits, byte = codes[((group / each) * columns + column) * 4 + place];
    return byte >> (bits * (group % each)) & ((1 << bits) - 1);
}

static void open_packed(const ck_rows *rows, const void *tile, ck_bits bits, ck_opened *opened) {
    int head = rows->head, key_step = PACKED_STEP(bits.keys), value_step = PACKED_STEP(bits.values);
    const uint8_t *codes = tile, *values = codes + ck_packed_values(bits, head),
                  *scales = codes + ck_packed_scales(bits, head);
    int16_t *keys_out = rows->scratch, *values_out = keys_out + CK_TILE * head;
    for (int c = 0; c < head; c++) {
        for (int t = 0; t < CK_TILE; t++) {
            int key = code(codes, bits.keys, CK_TILE, c / 4, t, ck_quad_place(c % 4)) * scales[c] * key_step +
                      PACKED_ZERO * (int8_t)scales[head + c];
            int value = (2 * code(values, bits.values, head, t / 4, c, ck_quad_place(t % 4)) + PACKED_LEAST(bits.values)) *
                        scales[2 * head + t] * value_step;
            keys_out[(c / 2 * CK_TILE + t) * 2 + c % 2] = (int16_t)(key + 128);
            values_out[(t / 2 * head + c) * 2 + t % 2] = (int16_t)value;
        }
    }
    const ck_turns *turns = ck_turns_of(bits, rows->turns);
    if (turns) { ck_turn_keys_ref(turns, keys_out, 128); }
    ck_open_rest(keys_out, head, 128, scales + 2 * head + CK_TILE, opened);
}

#define OPEN_PACKED_REF(name, keys_bits, values_bits)                                                        \
    void name(const ck_rows *rows, const void *tile, int keys, int count, ck_opened *opened) {                \
        (void)keys, (void)count;                                                                              \
        open_packed(rows, tile, (ck_bits){keys_bits, values_bits}, opened);                                   \
    }
OPEN_PACKED_REF(ck_open_packed44_ref, 4, 4)
OPEN_PACKED_REF(ck_open_packed42_ref, 4, 2)
OPEN_PACKED_REF(ck_open_packed24_ref, 2, 4)
OPEN_PACKED_REF(ck_open_packed22_ref, 2, 2)
