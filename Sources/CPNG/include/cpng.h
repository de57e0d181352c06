// Grey images from and to PNG, with hard limits. No libpng type or macro is visible here, and
// no jump leaves cpng.c.
#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

enum {
    // Limits on one side of an image, in pixels.
    CPNG_MINIMUM_SIDE = 1,
    CPNG_MAXIMUM_SIDE = 4096,
    // The size of every message buffer, terminating zero included.
    CPNG_MESSAGE_BYTES = 128,
};

// What a function of this file found.
enum {
    CPNG_OK = 0,
    CPNG_NOT_PNG = 1,    // the bytes do not begin as a PNG file does
    CPNG_TRUNCATED = 2,  // the file ends inside its header
    CPNG_BAD_SIDE = 3,   // a side outside the limits
    CPNG_DAMAGED = 4,    // the message says what libpng objects to
};

// Reads height and width, in pixels, from the file's first 33 bytes without allocating. They are
// also set with CPNG_BAD_SIDE, for the message, and 0 with every other failure.
int cpng_header(
    const uint8_t *bytes, size_t byte_count, uint32_t *height, uint32_t *width);

// Decodes any PNG to 8-bit grey.
// Colour becomes grey by Rec. 601 luma, (299 R + 587 G + 114 B + 500) / 1000 in integers; 16 bits
// are scaled to 8 with rounding, fewer bits are spread over 0 to 255. Transparent pixels are laid
// over white, or over black when the opaque ink is light itself (its mean, weighted by alpha, is
// above 127); gamma, colour profiles and the file's own background chunk are ignored.
// `height` and `width` must be those of cpng_header; `grey` holds height * width bytes. A CRC
// error in any chunk, a missing end, or a chunk of more than 4 MiB other than image data fails.
int cpng_decode_grey(
    const uint8_t *bytes, size_t byte_count, uint32_t height, uint32_t width, uint8_t *grey,
    char message[CPNG_MESSAGE_BYTES]);

// The orientation tag of a PNG's eXIf chunk, 1 to 8 as Exif numbers them, or 0 without a tag that can
// be read. Any bytes are safe, and nothing is allocated; checksums are cpng_decode_grey's matter.
int cpng_orientation(const uint8_t *bytes, size_t byte_count);

// An upper bound on the bytes that cpng_encode_grey writes.
size_t cpng_encode_bound(uint32_t height, uint32_t width);

// Encodes height * width grey bytes as an 8-bit grey PNG into at most `capacity` bytes.
int cpng_encode_grey(
    const uint8_t *grey, uint32_t height, uint32_t width, uint8_t *bytes, size_t capacity,
    size_t *byte_count, char message[CPNG_MESSAGE_BYTES]);

#endif
