/* What is done with photos beside unpacking and resizing them: files are read and looked at, digests taken.
 *
 * Only photos are taken whose every part is known here; what is in any way unusual is left to others, and so are all
 * errors. Digests are those of hashlib's `blake2b`, to the last bit. photos.py compiles this file on the machine that runs
 * it, and compares before it is used. Nothing here starts threads: whoever calls does.
 */
#ifndef __AVX2__
#error "without vectors of 32 bytes this would be slower than what it replaces"
#endif
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INLINED static inline __attribute__((always_inline))

/* Reading. Of each file: where its content begins in the room, how long it is, and height, width and channels; or -1 for
 * where it begins, which says nothing but that it is not for here. */
#define FACTS 5
#define PARTS 64 /* of a file, before the pixels */

typedef struct {
    int64_t pixels, side, scanned; /* a photo has at most so many, and pixels times scans are no more than the last */
} Limits;

INLINED int64_t two_bytes(const uint8_t *at) {
    return at[0] << 8 | at[1];
}

static int begins(const uint8_t *body, int64_t length, const char *with, int64_t least) {
    return length >= least && !memcmp(body, with, strlen(with) + 1);
}

/* Whole tables, one behind the other. */
static int quantization(const uint8_t *body, int64_t length) {
    int64_t at = 0;
    while (at < length && body[at] >> 4 <= 1 && (body[at] & 15) < 4)
        at += body[at] >> 4 ? 129 : 65;
    return length && at == length;
}

/* Height, width and channels of 8 bits each. */
static int frame(const uint8_t *body, int64_t length, const Limits *limits, int64_t *facts) {
    if (length < 6 || body[0] != 8 || (body[5] != 1 && body[5] != 3) || length != 6 + 3 * body[5] || facts[4])
        return 0;
    facts[2] = two_bytes(body + 1);
    facts[3] = two_bytes(body + 3);
    facts[4] = body[5];
    const int64_t longer = facts[2] > facts[3] ? facts[2] : facts[3];
    return facts[2] && facts[3] && longer <= limits->side && facts[2] * facts[3] <= limits->pixels;
}

/* Scans, and what looks like one: few enough to unpack them all. */
static int few_scans(const uint8_t *content, int64_t length, int64_t pixels, const Limits *limits) {
    const uint8_t *end = content + length - 1;
    int64_t scans = 0;
    /* A byte is found many times as fast as two. */
    for (const uint8_t *at = content; at < end && (at = memchr(at, 0xFF, end - at)); at++)
        scans += at[1] == 0xDA;
    return scans * pixels <= limits->scanned;
}

/* Tell whether this is a JPEG without anything that would have to be minded: JFIF, Adobe's mark, a colour profile,
 * comments, tables, and a frame of one or three channels, baseline or progressive. */
static int plain(const uint8_t *content, int64_t length, const Limits *limits, int64_t *facts) {
    if (length < 4 || two_bytes(content) != 0xFFD8)
        return 0;
    facts[4] = 0;
    for (int64_t at = 2, part = 0; part < PARTS && at + 4 <= length; part++) {
        const int64_t size = two_bytes(content + at + 2), inside = size - 2;
        const uint8_t *body = content + at + 4;
        if (content[at] != 0xFF || size < 2 || at + 2 + size > length)
            return 0;
        int known = 0;
        switch (content[at + 1]) {
        case 0xC0: case 0xC2: known = frame(body, inside, limits, facts); break;
        case 0xC4: case 0xFE: known = 1; break;
        case 0xDA: return inside && body[0] == facts[4] && few_scans(content, length, facts[2] * facts[3], limits);
        case 0xDB: known = quantization(body, inside); break;
        case 0xDD: known = inside == 2; break;
        case 0xE0: known = begins(body, inside, "JFIF", 14); break;
        case 0xE2: known = begins(body, inside, "ICC_PROFILE", 14); break;
        case 0xEE: known = inside >= 12 && !memcmp(body, "Adobe", 5); break;
        }
        if (!known)
            return 0;
        at += 2 + size;
    }
    return 0;
}

/* Read a regular file whole; its length, or -1 where that cannot be, or `room` is too small and something is in it. */
static int64_t take(const char *name, uint8_t *room, int64_t capacity, int *full) {
    int64_t done = -1;
    struct stat status;
    const int file = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return -1;
    if (!fstat(file, &status) && S_ISREG(status.st_mode)) {
        *full = status.st_size > capacity;
        for (done = 0; !*full && done < status.st_size;) {
            const int64_t more = read(file, room + done, status.st_size - done);
            if (more <= 0)
                break;
            done += more;
        }
        if (*full || done < status.st_size)
            done = -1;
    }
    close(file);
    return done;
}

/* Read files, whose names lie behind one another, until `room` is full; return how many were looked at. */
int64_t read_photos(const char *names, int64_t count, uint8_t *room, int64_t capacity, int64_t pixels, int64_t side,
                    int64_t scanned, int64_t *facts) {
    const Limits limits = {pixels, side, scanned};
    int64_t used = 0;
    for (int64_t i = 0; i < count; i++, names += strlen(names) + 1, facts += FACTS) {
        int full = 0;
        const int64_t length = take(names, room + used, capacity - used, &full);
        if (full && used)
            return i;
        facts[0] = length >= 0 && plain(room + used, length, &limits, facts) ? used : -1;
        facts[1] = length;
        used += facts[0] >= 0 ? length : 0;
    }
    return count;
}

/* Digests: BLAKE2b (RFC 7693), of as many images at once as a vector has lanes. */
#define WORDS 16
#define BLOCK 128
#define MANY 8
#define ROUNDS 12

typedef uint64_t Lanes __attribute__((vector_size(8 * MANY)));

static const uint64_t START[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

static const uint8_t ORDER[10][WORDS] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

INLINED Lanes turned(Lanes value, const int by) {
    return value >> by | value << (64 - by);
}

INLINED void mix(Lanes *a, Lanes *b, Lanes *c, Lanes *d, Lanes first, Lanes second) {
    *a += *b + first;
    *d = turned(*d ^ *a, 32);
    *c += *d;
    *b = turned(*b ^ *c, 24);
    *a += *b + second;
    *d = turned(*d ^ *a, 16);
    *c += *d;
    *b = turned(*b ^ *c, 63);
}

/* Bring eight words of eight images to eight vectors, each of which holds one word of all images. */
INLINED void gather(const uint8_t *const *at, Lanes *words) {
    Lanes rows[MANY], pairs[MANY], fours[MANY];
    #pragma GCC unroll 8
    for (int i = 0; i < MANY; i++)
        memcpy(&rows[i], at[i], sizeof rows[i]);
    #pragma GCC unroll 4
    for (int i = 0; i < MANY; i += 2) {
        pairs[i] = __builtin_shuffle(rows[i], rows[i + 1], (Lanes){0, 8, 2, 10, 4, 12, 6, 14});
        pairs[i + 1] = __builtin_shuffle(rows[i], rows[i + 1], (Lanes){1, 9, 3, 11, 5, 13, 7, 15});
    }
    #pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        const int k = i / 2 * 4 + i % 2;
        fours[k] = __builtin_shuffle(pairs[k], pairs[k + 2], (Lanes){0, 1, 8, 9, 4, 5, 12, 13});
        fours[k + 2] = __builtin_shuffle(pairs[k], pairs[k + 2], (Lanes){2, 3, 10, 11, 6, 7, 14, 15});
    }
    #pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        words[i] = __builtin_shuffle(fours[i], fours[i + 4], (Lanes){0, 1, 2, 3, 8, 9, 10, 11});
        words[i + 4] = __builtin_shuffle(fours[i], fours[i + 4], (Lanes){4, 5, 6, 7, 12, 13, 14, 15});
    }
}

INLINED void compress(Lanes *state, const uint8_t *const *at, uint64_t seen, const int last) {
    Lanes words[WORDS], v[WORDS];
    const uint8_t *behind[MANY];
    for (int i = 0; i < MANY; i++)
        behind[i] = at[i] + BLOCK / 2;
    gather(at, words);
    gather(behind, words + MANY);
    #pragma GCC unroll 8
    for (int i = 0; i < 8; i++) {
        v[i] = state[i];
        v[i + 8] = (Lanes){0} + START[i];
    }
    v[12] ^= seen;
    if (last)
        v[14] = ~v[14];
    #pragma GCC unroll 12
    for (int round = 0; round < ROUNDS; round++) {
        const uint8_t *order = ORDER[round % 10];
        mix(&v[0], &v[4], &v[8], &v[12], words[order[0]], words[order[1]]);
        mix(&v[1], &v[5], &v[9], &v[13], words[order[2]], words[order[3]]);
        mix(&v[2], &v[6], &v[10], &v[14], words[order[4]], words[order[5]]);
        mix(&v[3], &v[7], &v[11], &v[15], words[order[6]], words[order[7]]);
        mix(&v[0], &v[5], &v[10], &v[15], words[order[8]], words[order[9]]);
        mix(&v[1], &v[6], &v[11], &v[12], words[order[10]], words[order[11]]);
        mix(&v[2], &v[7], &v[8], &v[13], words[order[12]], words[order[13]]);
        mix(&v[3], &v[4], &v[9], &v[14], words[order[14]], words[order[15]]);
    }
    #pragma GCC unroll 8
    for (int i = 0; i < 8; i++)
        state[i] ^= v[i] ^ v[i + 8];
}

/* Write the 16 bytes of the digests of MANY images to `digests`. */
INLINED void digest_some(const uint8_t *images, int64_t size, const uint64_t *person, uint8_t *digests) {
    Lanes state[8];
    uint8_t ends[MANY][BLOCK] = {{0}};
    const uint8_t *at[MANY];
    const int64_t whole = (size - 1) / BLOCK * BLOCK; /* before the last block, which may be a full one */
    for (int i = 0; i < 8; i++)
        state[i] = (Lanes){0} + START[i];
    state[0] ^= 0x01010000 ^ 16; /* a digest of 16 bytes, no key, no tree */
    state[6] ^= person[0];
    state[7] ^= person[1];
    for (int64_t done = 0; done < whole; done += BLOCK) {
        for (int i = 0; i < MANY; i++)
            at[i] = images + i * size + done;
        compress(state, at, done + BLOCK, 0);
    }
    for (int i = 0; i < MANY; i++) {
        memcpy(ends[i], images + i * size + whole, size - whole);
        at[i] = ends[i];
    }
    compress(state, at, size, 1);
    for (int i = 0; i < MANY; i++)
        for (int word = 0; word < 2; word++) {
            const uint64_t value = state[word][i];
            memcpy(digests + 16 * i + 8 * word, &value, sizeof value);
        }
}

/* Write the digests of `count` images, a multiple of MANY, of `size` bytes each, one behind the other. `person` is 16
 * bytes that make them others than the digests of the same bytes elsewhere. */
void digest(const uint8_t *images, int64_t count, int64_t size, const uint8_t *person, uint8_t *digests) {
    uint64_t own[2];
    memcpy(own, person, sizeof own);
    for (int64_t image = 0; image < count; image += MANY)
        digest_some(images + image * size, size, own, digests + 16 * image);
}
