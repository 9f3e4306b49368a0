/* What is done with photos beside unpacking them: files are read and looked at, pixels resized, digests taken.
 *
 * Only photos are taken whose every part is known here; what is in any way unusual is left to others, and so are all
 * errors. Sizes and digests are those of Pillow's `resize` and of hashlib's `blake2b`, to the last bit. photos.py compiles
 * this file on the machine that runs it, and compares before it is used. Nothing here starts threads: whoever calls does.
 */
#ifndef __AVX2__
#error "without vectors of 32 bytes this would be slower than what it replaces"
#endif
#define _GNU_SOURCE
#include <fcntl.h>
#include <immintrin.h>
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

/* Resizing. A value of the result is a weighted mean of values in a line: a sum of whole numbers, the weights being parts
 * of 2 to the power of BITS, rounded once. */
#define BITS 22
#define HALF (1 << (BITS - 1))
#define LANES 16
#define LARGEST 16 /* times as large as wanted: beyond, Pillow does it */
#define MOST (2 * LARGEST + 2)
#define WIDEST 20000 /* a few rows lie on the stack */

#ifdef __AVX512F__
#define WIDTH 16 /* whole numbers in a vector of the machine */
#else
#define WIDTH 8
#endif

/* Vectors of GCC, no wider than the machine's: of wider ones it makes slow code. Instructions are named only for what it
 * does not find by itself, bytes made wider and narrower, which was half of the time. */
typedef int32_t Sums __attribute__((vector_size(4 * WIDTH)));
typedef uint8_t Bytes __attribute__((vector_size(LANES)));

INLINED Bytes load(const uint8_t *from) {
    Bytes bytes;
    memcpy(&bytes, from, sizeof bytes);
    return bytes;
}

/* Add LANES bytes to as many sums, times a weight for each lane, or times one weight. */
INLINED void add(Sums *sums, Bytes bytes, const int32_t *weights, const int each) {
    #pragma GCC unroll 2
    for (int part = 0; part < LANES / WIDTH; part++) {
#ifdef __AVX512F__
        const Sums wide = (Sums)_mm512_cvtepu8_epi32((__m128i)bytes);
#else
        const Sums wide = (Sums)_mm256_cvtepu8_epi32(part ? _mm_srli_si128((__m128i)bytes, 8) : (__m128i)bytes);
#endif
        Sums own = (Sums){0} + weights[0];
        if (each)
            memcpy(&own, weights + part * WIDTH, sizeof own);
        sums[part] += wide * own;
    }
}

INLINED void start(Sums *sums) {
    for (int part = 0; part < LANES / WIDTH; part++)
        sums[part] = (Sums){0} + HALF;
}

/* Write LANES sums as bytes; what roundings lifted above 255 is 255. */
INLINED void store(uint8_t *to, const Sums *sums) {
#ifdef __AVX512F__
    const __m128i bytes = _mm512_cvtusepi32_epi8((__m512i)(sums[0] >> BITS));
#else
    const __m256i halves = _mm256_packus_epi32((__m256i)(sums[0] >> BITS), (__m256i)(sums[1] >> BITS));
    const __m256i ordered = _mm256_permute4x64_epi64(halves, 0xD8);
    const __m128i bytes = _mm_packus_epi16(_mm256_castsi256_si128(ordered), _mm256_extracti128_si256(ordered, 1));
#endif
    memcpy(to, &bytes, sizeof bytes);
}

/* Which values of a line make each value of another: `counts` of them from `firsts` on, weighted, in rows of MOST. */
typedef struct {
    int32_t first, count, weights[MOST];
} Mean;

/* A value of the result lies somewhere in the line before it, and takes from what is around it the more the nearer it is,
 * down to nothing at the distance of one value, of the coarser line of both. Sums and products stand in the order that
 * gives Pillow's last bit, and stay apart, which is what the attribute says. */
__attribute__((optimize("fp-contract=off")))
static void weigh(int64_t before, int64_t after, Mean *means) {
    const double scale = (double)before / after, reach = scale > 1 ? scale : 1, nearness = 1 / reach;
    for (int64_t i = 0; i < after; i++) {
        double shares[MOST], total = 0;
        Mean *mean = means + i;
        const double centre = (i + 0.5) * scale;
        const int64_t from = (int64_t)(centre - reach + 0.5) > 0 ? (int64_t)(centre - reach + 0.5) : 0;
        const int64_t to = (int64_t)(centre + reach + 0.5) < before ? (int64_t)(centre + reach + 0.5) : before;
        for (int64_t k = 0; k < to - from; k++) {
            const double away = (from + k - centre + 0.5) * nearness, apart = away < 0 ? -away : away;
            shares[k] = apart < 1 ? 1 - apart : 0;
            total += shares[k];
        }
        mean->first = from;
        mean->count = 0;
        for (int64_t k = 0; k < to - from; k++) {
            const int32_t weight = 0.5 + shares[k] / total * (1 << BITS);
            if (weight || mean->count)
                mean->weights[mean->count++] = weight;
            else
                mean->first++; /* what counts for nothing need not be read */
        }
        while (mean->count && !mean->weights[mean->count - 1])
            mean->count--;
    }
}

/* How a row is resized: values of the result in groups of at most LANES, whose sources lie within one load. `places` tells
 * which of the bytes goes to which lane; each further weight is for what is one pixel further. */
typedef struct {
    __attribute__((aligned(64))) int32_t weights[MOST][LANES];
    int64_t source, target, count;
    Bytes places;
} Group;

static int64_t gather_groups(const Mean *means, int64_t columns, int64_t channels, Group *groups) {
    int64_t made = 0;
    for (int64_t x = 0; x < columns; made++) {
        Group *group = groups + made;
        int64_t lane = 0;
        const int64_t first = means[x].first;
        group->source = first * channels;
        group->target = x * channels;
        group->count = 0;
        memset(&group->places, 0, sizeof group->places);
        for (; x < columns && lane + channels <= LANES; x++, lane += channels) {
            const int64_t place = (means[x].first - first) * channels;
            if (place < 0 || place + channels > LANES)
                break;
            for (; group->count < means[x].count; group->count++)
                memset(group->weights[group->count], 0, sizeof group->weights[0]);
            for (int64_t channel = 0; channel < channels; channel++) {
                group->places[lane + channel] = place + channel;
                for (int64_t k = 0; k < means[x].count; k++)
                    group->weights[k][lane + channel] = means[x].weights[k];
            }
        }
    }
    return made;
}

/* The bytes that a group reads or writes beyond its own belong to the next one. */
INLINED void row_across(const uint8_t *from, uint8_t *to, const int64_t channels, const Group *groups, int64_t count) {
    for (const Group *group = groups; group < groups + count; group++) {
        Sums sums[LANES / WIDTH];
        start(sums);
        for (int64_t k = 0; k < group->count; k++) {
            const Bytes bytes = load(from + group->source + k * channels);
            add(sums, (Bytes)_mm_shuffle_epi8((__m128i)bytes, (__m128i)group->places), group->weights[k], 1);
        }
        store(to + group->target, sums);
    }
}

/* Resize (height, width, channels) to (height, columns, channels); `groups` has room for so many columns. */
static void resize_across(const uint8_t *image, uint8_t *resized, int64_t height, int64_t width, int64_t columns,
                          int64_t channels, const Mean *means, Group *groups) {
    const int64_t length = width * channels, made = columns * channels, beyond = LANES + MOST * channels;
    const int64_t shorter = length < made ? length : made, count = gather_groups(means, columns, channels, groups);
    /* What is read and written beyond a row belongs to the rows behind it; the last have none, and go by way of these. */
    const int64_t inside = height - 1 - (beyond + shorter - 1) / shorter;
    uint8_t last[length + beyond], target[made + LANES];
    for (int64_t row = 0; row < height; row++) {
        if (row < inside) {
            row_across(image + row * length, resized + row * made, channels, groups, count);
            continue;
        }
        memcpy(last, image + row * length, length);
        memset(last + length, 0, beyond);
        row_across(last, target, channels, groups, count);
        memcpy(resized + row * made, target, made);
    }
}

/* Resize (height, length) to (rows, length), whatever the bytes of a row may be. */
static void resize_down(const uint8_t *image, uint8_t *resized, int64_t length, int64_t rows, const Mean *means) {
    for (int64_t row = 0; row < rows; row++) {
        const Mean *mean = means + row;
        const uint8_t *from = image + mean->first * length;
        int64_t i = 0;
        for (; i + LANES <= length; i += LANES) {
            Sums sums[LANES / WIDTH];
            start(sums);
            for (int32_t k = 0; k < mean->count; k++)
                add(sums, load(from + k * length + i), mean->weights + k, 0);
            store(resized + row * length + i, sums);
        }
        for (; i < length; i++) {
            int32_t sum = HALF;
            for (int32_t k = 0; k < mean->count; k++)
                sum += from[k * length + i] * mean->weights[k];
            resized[row * length + i] = sum >> BITS > 255 ? 255 : sum >> BITS;
        }
    }
}

/* Resize (height, width, channels) to (rows, columns, channels), one or three channels, first along the side that is told.
 * Return 0 where that is not for here: an image far larger than wanted, or no memory. */
int resize(const uint8_t *image, uint8_t *resized, int64_t height, int64_t width, int64_t rows, int64_t columns,
           int64_t channels, int down_first) {
    if (height > LARGEST * rows || width > LARGEST * columns || width > WIDEST || columns > WIDEST)
        return 0;
    const int across = width != columns, down = height != rows;
    Mean *means = malloc((rows > columns ? rows : columns) * sizeof *means);
    Group *groups = across ? aligned_alloc(64, columns * sizeof *groups) : NULL;
    uint8_t *between = across && down ? malloc(channels * (down_first ? rows * width : height * columns)) : NULL;
    const int able = means && (groups || !across) && (between || !across || !down);
    for (int step = 0; able && step < 2; step++) {
        const uint8_t *from = step && between ? between : image;
        uint8_t *to = !step && between ? between : resized;
        if (down && step == !down_first) {
            weigh(height, rows, means);
            resize_down(from, to, channels * (down_first ? width : columns), rows, means);
        } else if (across && step == down_first) {
            weigh(width, columns, means);
            resize_across(from, to, down_first ? rows : height, width, columns, channels, means, groups);
        }
    }
    if (able && !across && !down)
        memcpy(resized, image, rows * columns * channels);
    free(means);
    free(groups);
    free(between);
    return able;
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
