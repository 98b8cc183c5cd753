// How keys turn from token to token within a tile. Channels that RoPE turns fast run through their whole range in a
// tile; turned back by their place they hardly change, and so need few codes.
#include "internal.h"

#include <math.h>
#include <stdlib.h>

// What turns less than this within a tile is left as it is, in radians.
static const float LEAST_TURN = 0.25f;

static int16_t part(float x) {
    float whole = ck_round(x * 32768);
    return (int16_t)(whole > 32767 ? 32767 : whole);
}

ck_turns *ck_turns_create(ck_rotation rotation, const float *cosines, const float *sines) {
    int half = (int)rotation.rotated / 2, pairs = 0;
    // Frequencies fall from pair to pair; position 1 has angles of a radian at most.
    while (pairs < half && atan2f(sines[half + pairs], cosines[half + pairs]) * CK_TILE >= LEAST_TURN) { pairs++; }
    int apart = rotation.interleaved ? 0 : half / 2;
    int lines = rotation.interleaved ? pairs : (pairs + 1) / 2;
    if (lines == 0 || (!rotation.interleaved && half % 2)) { return NULL; }
    ck_turns *turns = malloc(sizeof *turns);
    int16_t *table = malloc((size_t)lines * 4 * CK_TILE * sizeof *table);
    if (!turns || !table) {
        free(turns);
        free(table);
        return NULL;
    }
    *turns = (ck_turns){lines, apart, table};
    for (int line = 0; line < lines; line++, table += 4 * CK_TILE) {
        for (int i = 0; i < 2 * CK_TILE; i++) {
            int pair = apart ? 2 * line + i % 2 : line, at = i / 2 * half + pair;
            table[i] = part(cosines[at]);
            table[2 * CK_TILE + i] = apart || i % 2 == 0 ? part(-sines[at]) : part(sines[at]);
        }
    }
    return turns;
}

void ck_turns_destroy(ck_turns *turns) {
    if (turns) { free(turns->table); }
    free(turns);
}

// a * b in 1/32768, rounded as the instruction does.
static int times(int a, int b) { return (a * b + 0x4000) >> 15; }

void ck_turn_keys_ref(const ck_turns *turns, int16_t *keys, int bias) {
    for (int line = 0; line < turns->lines; line++) {
        const int16_t *cosines = turns->table + line * 4 * CK_TILE, *sines = cosines + 2 * CK_TILE;
        int16_t *first = keys + line * 2 * CK_TILE, *second = first + turns->apart * 2 * CK_TILE;
        for (int i = 0; i < 2 * CK_TILE; i += turns->apart ? 1 : 2) {
            int16_t *other = turns->apart ? second + i : first + i + 1;
            int x = first[i] - bias, y = *other - bias;
            int a = times(x, cosines[i]) + times(y, sines[i]);
            int b = turns->apart ? times(y, cosines[i]) - times(x, sines[i])
                                 : times(y, cosines[i + 1]) + times(x, sines[i + 1]);
            first[i] = (int16_t)(a + bias);
            *other = (int16_t)(b + bias);
        }
    }
}
