// Reads and writes PNG files as grey images, with hard limits. No libpng type or macro is visible
// here, and no longjmp leaves cpng.c.
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

// The results of the functions of this file.
enum {
    CPNG_OK = 0,
    CPNG_NOT_PNG = 1,    // the bytes do not begin like a PNG file
    CPNG_TRUNCATED = 2,  // the file ends inside its header
    CPNG_BAD_SIDE = 3,   // height or width is outside the limits
    CPNG_DAMAGED = 4,    // the message says what is wrong, in libpng's words
};

// Reads height and width, in pixels, from the file's first 33 bytes, without allocating memory.
// With CPNG_BAD_SIDE they are set, too, for the message; with any other failure they are 0.
int cpng_header(
    const uint8_t *bytes, size_t byte_count, uint32_t *height, uint32_t *width);

// Decodes any PNG to 8-bit grey, `grey` (height, width), where `height` and `width` must be those
// of cpng_header.
// - Colour becomes grey by Rec. 601 luma: (299 R + 587 G + 114 B + 500) / 1000 in integers.
// - 16 bits are scaled to 8 with rounding; fewer than 8 are scaled to 0 to 255.
// - Transparent pixels are blended with white, or with black if the opaque ink is light itself,
//   that is, if its mean weighted by alpha is above 127.
// - Gamma, colour profiles and the file's own background colour are ignored.
// A CRC error in any chunk, a missing end, or a chunk of more than 4 MiB other than image data is a
// failure.
int cpng_decode_grey(
    const uint8_t *bytes, size_t byte_count, uint32_t height, uint32_t width, uint8_t *grey,
    char message[CPNG_MESSAGE_BYTES]);

// The orientation tag of a PNG's eXIf chunk, 1 to 8 in Exif's numbering; 0 if there is no readable
// tag. Safe for any bytes, and allocates no memory. Does not check CRCs, which cpng_decode_grey
// does.
int cpng_orientation(const uint8_t *bytes, size_t byte_count);

// An upper bound for the number of bytes that cpng_encode_grey writes.
size_t cpng_encode_bound(uint32_t height, uint32_t width);

// Encodes `grey` (height, width) as an 8-bit grey PNG of at most `capacity` bytes; *byte_count
// becomes its size.
int cpng_encode_grey(
    const uint8_t *grey, uint32_t height, uint32_t width, uint8_t *bytes, size_t capacity,
    size_t *byte_count, char message[CPNG_MESSAGE_BYTES]);

#endif
