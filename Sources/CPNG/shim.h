// libpng for Swift. Its errors come by setjmp, which only C can receive, so the
// whole of an encoding or decoding happens inside one inline function here.
#ifndef LAM_CPNG_SHIM_H
#define LAM_CPNG_SHIM_H

#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// Bytes that grow as libpng writes them, and the text of its last error.
typedef struct {
    uint8_t *bytes;
    size_t count;
    size_t capacity;
    char message[128];
} lam_png_output;

static inline void lam_png_note(png_structp png, png_const_charp text)
{
    char *message = (char *)png_get_error_ptr(png);
    if (message) {
        strncpy(message, text ? text : "", 127);
        message[127] = 0;
    }
}

static inline void lam_png_fail(png_structp png, png_const_charp text)
{
    lam_png_note(png, text);
    png_longjmp(png, 1);
}

static inline void lam_png_warn(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

// Makes room for so many bytes more; returns 0 when memory ran out.
static inline int lam_png_grow(lam_png_output *output, size_t count)
{
    if (output->capacity - output->count >= count) return 1;
    size_t capacity = output->capacity ? output->capacity : 1 << 16;
    while (capacity - output->count < count) capacity *= 2;
    uint8_t *bytes = (uint8_t *)realloc(output->bytes, capacity);
    if (!bytes) return 0;
    output->bytes = bytes;
    output->capacity = capacity;
    return 1;
}

static inline void lam_png_append(png_structp png, png_bytep data, size_t count)
{
    lam_png_output *output = (lam_png_output *)png_get_io_ptr(png);
    if (!lam_png_grow(output, count)) png_error(png, "out of memory");
    memcpy(output->bytes + output->count, data, count);
    output->count += count;
}

static inline void lam_png_flush(png_structp png)
{
    (void)png;
}

// Sixteen bytes, so that four pixels are shuffled at once: libpng's own loops go byte by byte and
// would take as long as half of the compression.
typedef uint8_t lam_png_vector __attribute__((vector_size(16)));

#if defined(__x86_64__)
__attribute__((target("ssse3")))
#endif
static inline void lam_png_pack_fast(const uint8_t *pixels, uint8_t *row, size_t count, int blue_first)
{
    size_t at = 0;
    for (; at + 6 <= count; at += 4) {
        lam_png_vector four;
        memcpy(&four, pixels + at * 4, 16);
        lam_png_vector packed =
            blue_first
                ? __builtin_shufflevector(four, four, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 3, 3, 3, 3)
                : __builtin_shufflevector(four, four, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 3, 3, 3);
        // Four bytes too many; the next pixels are written over them.
        memcpy(row + at * 3, &packed, 16);
    }
    int first = blue_first ? 2 : 0;
    for (; at < count; at++) {
        row[at * 3] = pixels[at * 4 + first];
        row[at * 3 + 1] = pixels[at * 4 + 1];
        row[at * 3 + 2] = pixels[at * 4 + 2 - first];
    }
}

static inline void lam_png_pack_plain(const uint8_t *pixels, uint8_t *row, size_t count, int blue_first)
{
    int first = blue_first ? 2 : 0;
    for (size_t at = 0; at < count; at++) {
        row[at * 3] = pixels[at * 4 + first];
        row[at * 3 + 1] = pixels[at * 4 + 1];
        row[at * 3 + 2] = pixels[at * 4 + 2 - first];
    }
}

static inline void lam_png_pack(const uint8_t *pixels, uint8_t *row, size_t count, int blue_first)
{
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("ssse3")) {
        lam_png_pack_plain(pixels, row, count, blue_first);
        return;
    }
#endif
    lam_png_pack_fast(pixels, row, count, blue_first);
}

// One band of rows, compressed apart from the others so that several cores can share a picture. A
// band ends at a byte with an empty block (Z_FULL_FLUSH) and looks back to nothing before itself, so
// bands one after the other are one valid stream (RFC 1951 3.2.4).
typedef struct {
    lam_png_output output;
    uint32_t checksum; // Adler-32 of what was compressed
    size_t plain;      // bytes of it
} lam_png_band;

// Compresses rows of four bytes a pixel as rows of RGB: fourth byte dropped, no row filter, which
// measured fastest on screens and no larger than most filters. Returns 0 when it failed; the
// caller frees the band's bytes either way.
static inline int lam_png_compress(const uint8_t *pixels, uint32_t width, uint32_t rows, size_t stride,
                                   int blue_first, int level, int is_last, lam_png_band *band)
{
    size_t count = (size_t)width * 3 + 1;
    uint8_t *row = (uint8_t *)malloc(count);
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (!row || deflateInit2(&stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(row);
        return 0;
    }
    row[0] = PNG_FILTER_VALUE_NONE;
    band->checksum = 1;
    band->plain = count * rows;
    int good = 1;
    for (uint32_t line = 0; line < rows && good; line++) {
        lam_png_pack(pixels + line * stride, row + 1, width, blue_first);
        band->checksum = (uint32_t)adler32(band->checksum, row, (uInt)count);
        int mode = line + 1 < rows ? Z_NO_FLUSH : is_last ? Z_FINISH : Z_FULL_FLUSH;
        stream.next_in = row;
        stream.avail_in = (uInt)count;
        do {
            good = lam_png_grow(&band->output, 1 << 14);
            if (!good) break;
            stream.next_out = band->output.bytes + band->output.count;
            stream.avail_out = 1 << 14;
            deflate(&stream, mode);
            band->output.count += (1 << 14) - stream.avail_out;
        } while (stream.avail_out == 0);
    }
    deflateEnd(&stream);
    free(row);
    return good;
}

// Writes the PNG whose rows the bands hold. Returns 0 when it failed; the caller frees
// output->bytes either way.
static inline int lam_png_write(const lam_png_band *bands, size_t count, uint32_t width, uint32_t height,
                                lam_png_output *output)
{
    png_structp png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, output->message, lam_png_fail, lam_png_warn);
    if (!png) return 0;
    png_infop info = png_create_info_struct(png);
    if (!info || setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return 0;
    }
    png_set_write_fn(png, output, lam_png_append, lam_png_flush);
    png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    // RFC 1950: deflate with a window of 32 KiB, fastest level.
    static const uint8_t head[2] = {0x78, 0x01};
    static const uint8_t idat[5] = "IDAT", iend[5] = "IEND";
    png_write_chunk(png, idat, head, sizeof head);
    uLong checksum = 1;
    for (size_t band = 0; band < count; band++) {
        png_write_chunk(png, idat, bands[band].output.bytes, bands[band].output.count);
        checksum = adler32_combine(checksum, bands[band].checksum, (z_off_t)bands[band].plain);
    }
    uint8_t tail[4];
    png_save_uint_32(tail, (png_uint_32)checksum);
    png_write_chunk(png, idat, tail, sizeof tail);
    png_write_chunk(png, iend, NULL, 0);
    png_destroy_write_struct(&png, &info);
    return 1;
}

// Reads the head of a PNG; the simplified reader keeps its errors to itself. Returns 0 when the
// bytes are no PNG.
static inline int lam_png_begin(png_image *image, const uint8_t *bytes, size_t count)
{
    memset(image, 0, sizeof *image);
    image->version = PNG_IMAGE_VERSION;
    return png_image_begin_read_from_memory(image, bytes, count);
}

// Reads the pixels as red, green, blue, alpha after lam_png_begin; frees the reader. Returns 0
// when the bytes are damaged.
static inline int lam_png_finish(png_image *image, uint8_t *pixels)
{
    image->format = PNG_FORMAT_RGBA;
    int done = png_image_finish_read(image, NULL, pixels, 0, NULL);
    png_image_free(image);
    return done;
}

#endif
