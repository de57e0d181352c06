#include "cpng.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// The memory that a decoder reads or an encoder writes, and the current position there.
struct cursor {
    uint8_t *bytes;
    size_t byte_count;
    size_t position;
};

// Everything that is needed after libpng's longjmp is in this struct, in the frame of the function
// that called setjmp. Since its address is passed on, its members are not kept in registers, whose
// values a jump could lose.
struct session {
    png_structp png;
    png_infop info;
    uint8_t *pixels;
    struct cursor cursor;
};

static void fail(png_structp png, png_const_charp text) {
    char *message = png_get_error_ptr(png);
    strncpy(message, text, CPNG_MESSAGE_BYTES - 1);
    message[CPNG_MESSAGE_BYTES - 1] = 0;
    png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void read_bytes(png_structp png, png_bytep target, size_t count) {
    struct cursor *cursor = png_get_io_ptr(png);
    if (count > cursor->byte_count - cursor->position) {
        png_error(png, "the file ends too early");
    }
    memcpy(target, cursor->bytes + cursor->position, count);
    cursor->position += count;
}

static void write_bytes(png_structp png, png_bytep source, size_t count) {
    struct cursor *cursor = png_get_io_ptr(png);
    if (count > cursor->byte_count - cursor->position) {
        png_error(png, "the encoded image exceeds its bound");
    }
    memcpy(cursor->bytes + cursor->position, source, count);
    cursor->position += count;
}

static void flush_nothing(png_structp png) {
    (void)png;
}

static uint32_t big_endian(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int side_is_legal(uint32_t side) {
    return side >= CPNG_MINIMUM_SIDE && side <= CPNG_MAXIMUM_SIDE;
}

int cpng_header(const uint8_t *bytes, size_t byte_count, uint32_t *height, uint32_t *width) {
    static const uint8_t start[16] = {
        0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    *height = 0;
    *width = 0;
    const size_t compared = byte_count < sizeof start ? byte_count : sizeof start;
    if (compared == 0 || memcmp(bytes, start, compared) != 0) {
        return CPNG_NOT_PNG;
    }
    // 8 bytes of signature, 8 of chunk header, 13 of IHDR, 4 of CRC.
    if (byte_count < 33) {
        return CPNG_TRUNCATED;
    }
    *width = big_endian(bytes + 16);
    *height = big_endian(bytes + 20);
    return side_is_legal(*height) && side_is_legal(*width) ? CPNG_OK : CPNG_BAD_SIDE;
}

static uint8_t luma(const uint8_t *pixel) {
    return (uint8_t)((299u * pixel[0] + 587u * pixel[1] + 114u * pixel[2] + 500u) / 1000u);
}

// Converts pixels of 2 (grey, alpha), 3 (RGB) or 4 (RGBA) channels to grey; see cpng_decode_grey.
static void to_grey(const uint8_t *pixels, size_t pixel_count, int channels, uint8_t *grey) {
    const int has_alpha = channels == 2 || channels == 4;
    uint64_t ink = 0;
    uint64_t opacity = 0;
    for (size_t i = 0; i < pixel_count; i++) {
        const uint8_t *pixel = pixels + i * (size_t)channels;
        grey[i] = channels >= 3 ? luma(pixel) : pixel[0];
        if (has_alpha) {
            ink += (uint64_t)grey[i] * pixel[channels - 1];
            opacity += pixel[channels - 1];
        }
    }
    if (!has_alpha) {
        return;
    }
    const uint32_t background = ink > 127 * opacity ? 0 : 255;
    for (size_t i = 0; i < pixel_count; i++) {
        const uint32_t alpha = pixels[i * (size_t)channels + (size_t)channels - 1];
        grey[i] = (uint8_t)((grey[i] * alpha + background * (255 - alpha) + 127) / 255);
    }
}

// The part of decoding that libpng may leave by longjmp. It owns nothing: what it allocates belongs
// to the session, which the caller frees.
static void decode(struct session *session, uint32_t height, uint32_t width, uint8_t *grey) {
    png_structp png = session->png;
    png_set_user_limits(png, CPNG_MAXIMUM_SIDE, CPNG_MAXIMUM_SIDE);
    png_set_chunk_cache_max(png, 16);
    png_set_chunk_malloc_max(png, 4 << 20);
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    // Chunks that cannot change grey levels are skipped without being decompressed.
    static const png_byte skipped[] =
        "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0sRGB\0"
        "sTER\0tEXt\0tIME\0zTXt";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, skipped, sizeof skipped / 5);
    png_set_read_fn(png, &session->cursor, read_bytes);
    png_read_info(png, session->info);
    if (png_get_image_height(png, session->info) != height
        || png_get_image_width(png, session->info) != width) {
        png_error(png, "the header names another size");
    }
    png_set_expand(png);
    png_set_scale_16(png);
    const int passes = png_set_interlace_handling(png);
    png_read_update_info(png, session->info);
    const int channels = png_get_channels(png, session->info);
    const size_t row_bytes = png_get_rowbytes(png, session->info);
    if (png_get_bit_depth(png, session->info) != 8 || row_bytes != (size_t)width * channels) {
        png_error(png, "an unknown form of pixel");
    }
    uint8_t *target = grey;
    if (channels != 1) {
        session->pixels = malloc(row_bytes * height);
        if (session->pixels == NULL) {
            png_error(png, "no memory for its pixels");
        }
        target = session->pixels;
    }
    for (int pass = 0; pass < passes; pass++) {
        for (uint32_t row = 0; row < height; row++) {
            png_read_row(png, target + row * row_bytes, NULL);
        }
    }
    png_read_end(png, NULL);
    if (channels != 1) {
        to_grey(session->pixels, (size_t)height * width, channels, grey);
    }
}

int cpng_decode_grey(
    const uint8_t *bytes, size_t byte_count, uint32_t height, uint32_t width, uint8_t *grey,
    char message[CPNG_MESSAGE_BYTES]) {
    struct session session = {.cursor = {.bytes = (uint8_t *)bytes, .byte_count = byte_count}};
    message[0] = 0;
    if (!side_is_legal(height) || !side_is_legal(width)) {
        return CPNG_BAD_SIDE;
    }
    session.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, fail, ignore_warning);
    session.info = session.png == NULL ? NULL : png_create_info_struct(session.png);
    int result = CPNG_DAMAGED;  // unchanged between setjmp and a jump, so its value holds
    if (session.info == NULL) {
        strcpy(message, "no memory for the decoder");
    } else if (setjmp(png_jmpbuf(session.png)) == 0) {
        decode(&session, height, width, grey);
        result = CPNG_OK;
    }
    free(session.pixels);
    png_destroy_read_struct(&session.png, &session.info, NULL);
    return result;
}

// An unsigned number of `count` bytes, at most 4, in the byte order of an Exif block.
static uint32_t exif_number(const uint8_t *bytes, size_t count, int is_little_endian) {
    uint32_t number = 0;
    for (size_t i = 0; i < count; i++) {
        number = number << 8 | bytes[is_little_endian ? count - 1 - i : i];
    }
    return number;
}

// The orientation in the first directory of an Exif block (Exif 2.3, section 4.6), or 0.
static int exif_orientation(const uint8_t *exif, size_t byte_count) {
    // Some writers keep the marker that precedes the block in a JPEG file.
    if (byte_count >= 6 && memcmp(exif, "Exif\0\0", 6) == 0) {
        exif += 6;
        byte_count -= 6;
    }
    if (byte_count < 8) {
        return 0;
    }
    const int is_little_endian = memcmp(exif, "II*\0", 4) == 0;
    if (!is_little_endian && memcmp(exif, "MM\0*", 4) != 0) {
        return 0;
    }
    const size_t directory = exif_number(exif + 4, 4, is_little_endian);
    if (directory > byte_count || byte_count - directory < 2) {
        return 0;
    }
    const size_t declared = exif_number(exif + directory, 2, is_little_endian);
    const size_t room = (byte_count - directory - 2) / 12;
    for (size_t i = 0; i < declared && i < room; i++) {
        const uint8_t *entry = exif + directory + 2 + 12 * i;
        // Tag 0x0112 (orientation), a single value of type 3 (SHORT, 2 bytes).
        if (exif_number(entry, 2, is_little_endian) == 0x0112
            && exif_number(entry + 2, 2, is_little_endian) == 3
            && exif_number(entry + 4, 4, is_little_endian) == 1) {
            const uint32_t orientation = exif_number(entry + 8, 2, is_little_endian);
            return orientation <= 8 ? (int)orientation : 0;
        }
    }
    return 0;
}

int cpng_orientation(const uint8_t *bytes, size_t byte_count) {
    // Chunks follow the signature: length, name, data, checksum.
    size_t start = 8;
    while (byte_count >= start && byte_count - start >= 12) {
        const size_t length = big_endian(bytes + start);
        if (length > byte_count - start - 12 || memcmp(bytes + start + 4, "IEND", 4) == 0) {
            return 0;
        }
        if (memcmp(bytes + start + 4, "eXIf", 4) == 0) {
            return exif_orientation(bytes + start + 8, length);
        }
        start += 12 + length;
    }
    return 0;
}

size_t cpng_encode_bound(uint32_t height, uint32_t width) {
    // One filter byte per row; deflate can expand data a little; each chunk of 8 KiB costs 12 bytes
    // more.
    const size_t raw = (size_t)height * ((size_t)width + 1);
    return raw + raw / 256 + 1024;
}

static void encode(
    struct session *session, const uint8_t *grey, uint32_t height, uint32_t width) {
    png_structp png = session->png;
    png_set_write_fn(png, &session->cursor, write_bytes, flush_nothing);
    png_set_IHDR(
        png, session->info, width, height, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
    png_write_info(png, session->info);
    for (uint32_t row = 0; row < height; row++) {
        png_write_row(png, grey + (size_t)row * width);
    }
    png_write_end(png, NULL);
}

int cpng_encode_grey(
    const uint8_t *grey, uint32_t height, uint32_t width, uint8_t *bytes, size_t capacity,
    size_t *byte_count, char message[CPNG_MESSAGE_BYTES]) {
    struct session session = {.cursor = {.bytes = bytes, .byte_count = capacity}};
    message[0] = 0;
    *byte_count = 0;
    if (!side_is_legal(height) || !side_is_legal(width)) {
        return CPNG_BAD_SIDE;
    }
    session.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, fail, ignore_warning);
    session.info = session.png == NULL ? NULL : png_create_info_struct(session.png);
    int result = CPNG_DAMAGED;  // unchanged between setjmp and a jump, so its value holds
    if (session.info == NULL) {
        strcpy(message, "no memory for the encoder");
    } else if (setjmp(png_jmpbuf(session.png)) == 0) {
        encode(&session, grey, height, width);
        *byte_count = session.cursor.position;
        result = CPNG_OK;
    }
    png_destroy_write_struct(&session.png, &session.info);
    return result;
}
