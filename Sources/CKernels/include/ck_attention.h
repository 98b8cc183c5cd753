/// Attention over a KV cache of tiles of 64 tokens.
#ifndef LAM_CK_ATTENTION_H
#define LAM_CK_ATTENTION_H

#include "ck_pool.h"
#include "ck_types.h"
#include "ck_vector.h"

/// Tokens in a tile.
#define CK_TILE 64

/// Changes whenever tiles are laid out anew, so that those of another version on a disk are not taken for ours.
#define CK_CACHE_VERSION 3

/// How keys and values are kept.
typedef enum {
    /// Half precision.
    CK_CACHE_F16 = 0,
    /// TurboAttention, first stage: 8-bit integers with a symmetric scale of max/119, quantised
    /// Q·Kᵀ and P·V, SAS softmax.
    ///
    /// Scales are finer than the tile's one of the paper: a value has one for each token, a key one
    /// for each 32 elements of a token. Results so do not depend on how a text was split into
    /// batches nor on what stood in the tile before. Keys and values are turned by a Hadamard matrix first, so that
    /// outlying channels spoil no others.
    CK_CACHE_TURBO8 = 1,
    /// TurboAttention, both stages: full tiles are packed to 4 or 2 bits a number, keys and values of each head apart; the tile
    /// that is being filled, and that a position itself stands in, is kept as `CK_CACHE_TURBO8` has it.
    CK_CACHE_TURBO4 = 2
} ck_cache_mode;

/// The shape of one layer's attention.
typedef struct {
    /// How keys and values are kept.
    ck_cache_mode mode;
    /// Query heads.
    int heads;
    /// Key and value heads; divides `heads`.
    int kv_heads;
    /// Elements of a head; a multiple of 32 up to 256.
    int head;
    /// What scores are multiplied with, 1/sqrt(head).
    float scale;
    /// SAS: scores this far below the row's maximum count as nothing (from -16 to 0).
    float threshold;
} ck_attention_shape;

/// The bytes of one tile of one KV head as it is written: a multiple of 64.
///
/// In the mode `CK_CACHE_TURBO4` this is the tile before it is packed.
size_t ck_tile_bytes(ck_cache_mode mode, int head);

/// How many bits a number of a KV head's packed tiles has, 4 or 2.
typedef struct {
    uint8_t keys, values;
} ck_bits;

/// The bytes of one packed tile of one KV head: a multiple of 8.
size_t ck_packed_bytes(ck_bits bits, int head);

/// How keys turn from token to token within a tile (RoPE): in 2 bits they are kept turned back.
typedef struct ck_turns ck_turns;

/// Makes the turns of a tile from the angles of positions 0...63, both (64, rotated / 2).
///
/// Only what turns by a quarter of a radian or more within a tile is turned back. NULL where nothing is, or memory
/// is short: keys are then kept as they are.
ck_turns *ck_turns_create(ck_rotation rotation, const float *cosines, const float *sines);
/// Frees it.
void ck_turns_destroy(ck_turns *turns);

/// Packs a full tile of `CK_CACHE_TURBO4` to 4 or 2 bits a number; without `turns` keys are kept as they are.
void ck_tile_pack(ck_bits bits, int head, const ck_turns *turns, void *packed, const void *tile);

/// Writes the key and value of one token of one KV head into a tile, at `slot` below `CK_TILE`.
void ck_tile_write(ck_cache_mode mode, int head, void *tile, int slot, const float *key, const float *value);

/// Copies the first `slots` tokens of `tiles` tiles that lie one after the other.
void ck_tiles_copy(ck_cache_mode mode, int head, void *to, const void *from, size_t tiles, int slots);

/// Where the key and value of one row of a batch go.
typedef struct {
    /// The page.
    void *page;
    /// The row of the batch.
    int row;
    /// The token's place in the page, below `CK_TILE`.
    int slot;
} ck_write;

/// Writes keys and values, both (rows, kv_heads * head), into the tiles of one layer.
///
/// `offset` is where the layer's tiles begin in each page, or in each buffer where tiles are packed,
/// `kv_heads` tiles one after the other.
void ck_cache_write(
    ck_pool *pool, ck_attention_shape shape, const ck_write *writes, int count, size_t offset,
    const float *keys, const float *values);

/// Where the tiles of a layer lie.
typedef struct {
    /// Where they begin in each page, those of the KV heads one after the other.
    size_t offset;
    /// Where they begin in each buffer (`CK_CACHE_TURBO4`).
    size_t buffer;
    /// The bits of each KV head (`CK_CACHE_TURBO4`); NULL: all have 4.
    const ck_bits *bits;
    /// How the layer's keys turn within a tile (`CK_CACHE_TURBO4`); or NULL.
    const ck_turns *turns;
} ck_layer;

/// A page whose 64 tokens are all written, and the buffer they were written to.
typedef struct {
    void *page;
    const void *buffer;
} ck_pack;

/// Packs the tiles of one layer of full pages (`CK_CACHE_TURBO4`).
void ck_cache_pack(ck_pool *pool, ck_attention_shape shape, ck_layer layer, const ck_pack *packs, int count);

/// One query position: which pages it looks at, from where and how far.
typedef struct {
    /// Pages of 64 tokens, in order; each holds the tiles of every layer and head.
    void *const *pages;
    /// In the mode `CK_CACHE_TURBO4`, of each page the buffer its tokens were written to; it must be there
    /// for the page the position stands in.
    void *const *buffers;
    /// The first key it sees, below `length`: above 0 where a window slides.
    int first;
    /// Keys up to the last it sees, itself.
    int length;
} ck_view;

/// Scratch memory for attention.
typedef struct ck_attention ck_attention;

/// Makes the scratch memory for a shape, `rows` positions at most and `context` keys at most.
ck_attention *ck_attention_create(ck_pool *pool, ck_attention_shape shape, int rows, int context);
/// Frees it.
void ck_attention_destroy(ck_attention *attention);

/// Exact-online-softmax attention of `rows` positions.
///
/// `queries` and `out` are (rows, heads * head).
void ck_attend(
    ck_pool *pool, ck_attention *attention, const ck_view *views, int rows, ck_layer layer,
    const float *queries, float *out);

#endif
