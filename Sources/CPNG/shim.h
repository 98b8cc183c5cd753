// libpng for Swift. Its errors come by setjmp, which only C can receive, so the
// whole of an encoding or decoding happens inside one inline function here.
#ifndef LAM_CPNG_SHIM_H
#define LAM_CPNG_SHIM_H

#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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

static inline void lam_png_append(png_structp png, png_bytep data, size_t count)
{
    lam_png_output *output = (lam_png_output *)png_get_io_ptr(png);
    if (output->capacity - output->count < count) {
        size_t capacity = output->capacity ? output->capacity : 1 << 16;
        while (capacity - output->count < count) capacity *= 2;
        uint8_t *bytes = (uint8_t *)realloc(output->bytes, capacity);
        if (!bytes) png_error(png, "out of memory");
        output->bytes = bytes;
        output->capacity = capacity;
    }
    memcpy(output->bytes + output->count, data, count);
    output->count += count;
}

static inline void lam_png_flush(png_structp png)
{
    (void)png;
}

// Writes pixels of four bytes as an RGB picture: fourth byte dropped, no row filter, which
// measured fastest on screens and no larger than most filters. Returns 0 when it failed; the
// caller frees output->bytes either way.
static inline int lam_png_encode(const uint8_t *pixels, uint32_t width, uint32_t height, size_t stride,
                                 int blue_first, int level, lam_png_output *output)
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
    png_set_compression_level(png, level);
    png_set_compression_buffer_size(png, 1 << 16);
    png_set_filter(png, 0, PNG_FILTER_NONE);
    png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    if (blue_first) png_set_bgr(png);
    png_set_filler(png, 0, PNG_FILLER_AFTER);
    for (uint32_t row = 0; row < height; row++) png_write_row(png, pixels + row * stride);
    png_write_end(png, info);
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
