/* Images of bytes made smaller or larger as Pillow's `resize` makes them with its bilinear filter, to the last bit.
 *
 * resizing.py compiles this file on the machine that runs it, and compares before it is used. Nothing here starts threads:
 * whoever calls does.
 */
#ifndef __AVX2__
#error "without vectors of 32 bytes this would be slower than what it replaces"
#endif
#include <immintrin.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define INLINED static inline __attribute__((always_inline))

/* A value of the result is a weighted mean of values in a line: a sum of whole numbers, the weights being parts
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

/* Which values of a line make a value of another: `count` of them from `first` on, weighted. */
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

/* How a row is resized: values of the result in groups of at most LANES, whose sources lie within WINDOW bytes. STEP pixels
 * are weighed at a time: `places` tells which bytes of the window go to which lane, and each further step is for what is so
 * many pixels further. */
#if defined __AVX512VBMI__ && defined __AVX512VNNI__
#define WINDOW 64
#define STEP 4
#define DIGITS 3

/* Products of four bytes are summed in one instruction if weights are bytes too: their digits to the base of 256, from
 * -128 to 127. Bytes may come from anywhere in a window of 64, so that groups are full ones, however much smaller the
 * result is: a photo of 640x480 takes a third of the time. */
typedef struct {
    __attribute__((aligned(64))) uint32_t digits[(MOST + STEP - 1) / STEP][DIGITS][LANES];
    __attribute__((aligned(64))) uint32_t places[LANES];
    int64_t source, target, count;
} Group;

/* Give a pixel of the result the lanes from `lane` on. */
INLINED void set_pixel(Group *group, int64_t lane, int64_t place, int64_t channels, const Mean *mean) {
    for (int64_t channel = 0; channel < channels; channel++)
        group->places[lane + channel] = (place + channel) * 0x01010101 + channels * 0x03020100;
    for (int64_t k = 0; k < mean->count; k += STEP) {
        uint32_t digits[DIGITS] = {0};
        for (int64_t tap = 0; tap < STEP && k + tap < mean->count; tap++) {
            int32_t weight = mean->weights[k + tap];
            for (int digit = 0; digit < DIGITS; digit++) {
                const int8_t low = weight;
                digits[digit] |= (uint32_t)(uint8_t)low << 8 * tap;
                weight = (weight - low) >> 8;
            }
        }
        for (int64_t channel = 0; channel < channels; channel++)
            for (int digit = 0; digit < DIGITS; digit++)
                group->digits[k / STEP][digit][lane + channel] = digits[digit];
    }
}

INLINED void sum_group(Sums *sums, const Group *group, const uint8_t *from, const int64_t channels) {
    const __m512i places = _mm512_load_si512(group->places);
    __m512i parts[DIGITS] = {_mm512_set1_epi32(HALF), _mm512_setzero_si512(), _mm512_setzero_si512()};
    for (int64_t k = 0; k < group->count; k++) {
        const __m512i bytes = _mm512_permutexvar_epi8(places, _mm512_loadu_si512(from + STEP * k * channels));
        #pragma GCC unroll 3
        for (int digit = 0; digit < DIGITS; digit++)
            parts[digit] = _mm512_dpbusd_epi32(parts[digit], bytes, _mm512_load_si512(group->digits[k][digit]));
    }
    sums[0] = (Sums)parts[0] + ((Sums)parts[1] << 8) + ((Sums)parts[2] << 16);
}
#define WEIGHTS digits
#else
#define WINDOW LANES
#define STEP 1

typedef struct {
    __attribute__((aligned(64))) int32_t weights[MOST][LANES];
    int64_t source, target, count;
    uint8_t places[LANES];
} Group;

INLINED void set_pixel(Group *group, int64_t lane, int64_t place, int64_t channels, const Mean *mean) {
    for (int64_t channel = 0; channel < channels; channel++) {
        group->places[lane + channel] = place + channel;
        for (int64_t k = 0; k < mean->count; k++)
            group->weights[k][lane + channel] = mean->weights[k];
    }
}

INLINED void sum_group(Sums *sums, const Group *group, const uint8_t *from, const int64_t channels) {
    const __m128i places = (__m128i)load(group->places);
    start(sums);
    for (int64_t k = 0; k < group->count; k++)
        add(sums, (Bytes)_mm_shuffle_epi8((__m128i)load(from + k * channels), places), group->weights[k], 1);
}
#define WEIGHTS weights
#endif

static int64_t gather_groups(const Mean *means, int64_t columns, int64_t channels, Group *groups) {
    int64_t made = 0;
    for (int64_t x = 0; x < columns; made++) {
        Group *group = groups + made;
        int64_t lane = 0;
        const int64_t first = means[x].first;
        group->source = first * channels;
        group->target = x * channels;
        group->count = 0;
        memset(group->places, 0, sizeof group->places);
        for (; x < columns && lane + channels <= LANES; x++, lane += channels) {
            const int64_t place = (means[x].first - first) * channels;
            if (place < 0 || place + STEP * channels > WINDOW)
                break;
            for (; group->count * STEP < means[x].count; group->count++)
                memset(group->WEIGHTS[group->count], 0, sizeof group->WEIGHTS[0]);
            set_pixel(group, lane, place, channels, means + x);
        }
    }
    return made;
}

/* The bytes that a group reads or writes beyond its own belong to the next one. */
INLINED void row_across(const uint8_t *from, uint8_t *to, const int64_t channels, const Group *groups, int64_t count) {
    for (const Group *group = groups; group < groups + count; group++) {
        Sums sums[LANES / WIDTH];
        sum_group(sums, group, from + group->source, channels);
        store(to + group->target, sums);
    }
}

/* Resize (height, width, channels) to (height, columns, channels); `groups` has room for so many columns. */
static void resize_across(const uint8_t *image, uint8_t *resized, int64_t height, int64_t width, int64_t columns,
                          int64_t channels, const Mean *means, Group *groups) {
    const int64_t length = width * channels, made = columns * channels, beyond = WINDOW + MOST * channels;
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

INLINED void some_down(const uint8_t *from, uint8_t *to, int64_t length, const Mean *mean) {
    Sums sums[LANES / WIDTH];
    start(sums);
    for (int32_t k = 0; k < mean->count; k++)
        add(sums, load(from + k * length), mean->weights + k, 0);
    store(to, sums);
}

/* Resize (height, length) to (rows, length), whatever the bytes of a row may be. */
static void resize_down(const uint8_t *image, uint8_t *resized, int64_t length, int64_t rows, const Mean *means) {
    for (int64_t row = 0; row < rows; row++) {
        const Mean *mean = means + row;
        const uint8_t *from = image + mean->first * length;
        int64_t i = 0;
        for (; i + LANES <= length; i += LANES)
            some_down(from + i, resized + row * length + i, length, mean);
        if (length >= LANES) {
            some_down(from + length - LANES, resized + (row + 1) * length - LANES, length, mean); /* some of them again */
            continue;
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
static int resize(const uint8_t *image, uint8_t *resized, int64_t height, int64_t width, int64_t rows, int64_t columns,
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

/* Where an image begins, how large it is, and which of the results it becomes; it begins at -1 where there is none. */
typedef struct {
    int64_t start, height, width, target;
} Place;

/* Resize images of one or three channels to (rows, columns, channels) each. With `taller` those go down first whose height
 * shrinks by more than twice what their width does. What is not for here begins at -1 afterwards. */
void resize_all(const uint8_t *images, Place *places, int64_t count, uint8_t *results, int64_t rows, int64_t columns,
                int64_t channels, int taller) {
    for (Place *place = places; place < places + count; place++) {
        const int64_t height = place->height, width = place->width;
        const int down_first = taller && rows < height && height - rows > 2 * (width - columns);
        uint8_t *result = results + place->target * rows * columns * channels;
        if (place->start >= 0 &&
            !resize(images + place->start, result, height, width, rows, columns, channels, down_first))
            place->start = -1;
    }
}
