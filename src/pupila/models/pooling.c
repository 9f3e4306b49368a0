/* 2x2 pooling, forward and back, together with the activation before it: what training spends most on beside
 * convolutions where torch does it, which keeps eight bytes of place for each value and walks four times through memory.
 *
 * Images are dense (count, height, width, channels). An odd last row or column is left out, and its gradient is zero.
 * Results agree with torch's to the last bit. pooling.py compiles this file on the machine that runs it; `omp` is that of
 * torch, which is in the process already.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SIDE 2
#define LANES 16
#define APART 32 /* floats between the rooms of two threads, so that they share no cache line */
#define INLINED static inline __attribute__((always_inline))
/* `row` counts the rows of all pooled images. */
#define FOR_EACH_ROW \
    _Pragma("omp parallel for num_threads(threads) schedule(static)") \
    for (int64_t row = 0; row < count * (height / SIDE); row++)

/* Vectors of GCC, which become whatever the machine has. Values are held as the bits of a float. */
typedef float Floats __attribute__((vector_size(4 * LANES)));
typedef uint32_t Words __attribute__((vector_size(4 * LANES)));
typedef uint16_t Halves __attribute__((vector_size(2 * LANES)));
typedef uint8_t Bytes __attribute__((vector_size(LANES)));

/* A bfloat16 is the upper half of a float. `size` is a constant wherever these are inlined: 4 or 2 bytes. */
INLINED Words load(const char *values, int64_t at, const int size) {
    Words words;
    Halves halves;
    if (size == 4) {
        memcpy(&words, values + 4 * at, sizeof words);
        return words;
    }
    memcpy(&halves, values + 2 * at, sizeof halves);
    return __builtin_convertvector(halves, Words) << 16;
}

INLINED void store(char *values, int64_t at, Words words, const int size) {
    if (size == 4) {
        memcpy(values + 4 * at, &words, sizeof words);
        return;
    }
    Halves halves = __builtin_convertvector(words >> 16, Halves);
    memcpy(values + 2 * at, &halves, sizeof halves);
}

/* Where the first of the image rows begins that become this pooled row. */
INLINED int64_t top_of(int64_t row, int64_t height, int64_t width, int64_t channels) {
    const int64_t rows = height / SIDE;
    return (row / rows * height + row % rows * SIDE) * width * channels;
}

/* The next group of channels to begin at. The last group reaches back into the one before rather than beyond the pixel:
 * some values are then computed twice, to the same. */
INLINED int64_t next_group(int64_t channel, int64_t channels) {
    const int64_t last = channels - LANES;
    return channel < last && channel + LANES > last ? last : channel + LANES;
}

INLINED void max_row(const char *images, char *pooled, uint8_t *places, int64_t row, int64_t height, int64_t width,
                     int64_t channels, int relu, const int size) {
    const int64_t top = top_of(row, height, width, channels), columns = width / SIDE;
    for (int64_t column = 0; column < columns; column++)
        for (int64_t channel = 0; channel < channels; channel = next_group(channel, channels)) {
            const int64_t from = top + column * SIDE * channels + channel;
            const int64_t to = (row * columns + column) * channels + channel;
            Words best = load(images, from, size), place = {0};
            #pragma GCC unroll 4
            for (uint32_t k = 1; k < SIDE * SIDE; k++) {
                Words next = load(images, from + (k / SIDE * width + k % SIDE) * channels, size);
                /* What is not a number comes through, the last of them, as in torch. */
                Words taken = (Words)((Floats)next > (Floats)best) | (Words)((Floats)next != (Floats)next);
                best = (next & taken) | (best & ~taken);
                place = (((Words){0} + k) & taken) | (place & ~taken);
            }
            if (relu) {
                Words blocked = (Words)((Floats)best <= (Floats){0});
                best &= ~blocked;
                place |= blocked; /* all ones, 255 as a byte: no place, so that no gradient goes back */
            }
            store(pooled, to, best, size);
            Bytes bytes = __builtin_convertvector(place, Bytes);
            memcpy(places + to, &bytes, sizeof bytes);
        }
}

/* Write zeros to the rest of two image rows, and below the last row of an image. */
INLINED void clear_edges(char *images, int64_t row, int64_t height, int64_t width, int64_t channels, const int size) {
    const int64_t top = top_of(row, height, width, channels), rows = height / SIDE;
    if (width % SIDE)
        for (int k = 1; k <= SIDE; k++)
            memset(images + (top + (k * width - 1) * channels) * size, 0, channels * size);
    if (height % SIDE && row % rows == rows - 1)
        memset(images + (top + SIDE * width * channels) * size, 0, width * channels * size);
}

INLINED void max_row_back(const char *slopes, const uint8_t *places, char *images, int64_t row, int64_t height,
                          int64_t width, int64_t channels, const int size) {
    const int64_t top = top_of(row, height, width, channels), columns = width / SIDE;
    for (int64_t column = 0; column < columns; column++)
        for (int64_t channel = 0; channel < channels; channel = next_group(channel, channels)) {
            const int64_t to = top + column * SIDE * channels + channel;
            const int64_t from = (row * columns + column) * channels + channel;
            Bytes place;
            Words words, whole;
            Halves halves, half;
            memcpy(&place, places + from, sizeof place);
            /* Halves stay halves: they are only chosen here, not compared. */
            if (size == 4) {
                memcpy(&whole, slopes + 4 * from, sizeof whole);
                words = __builtin_convertvector(place, Words);
            } else {
                memcpy(&half, slopes + 2 * from, sizeof half);
                halves = __builtin_convertvector(place, Halves);
            }
            #pragma GCC unroll 4
            for (uint16_t k = 0; k < SIDE * SIDE; k++) {
                const int64_t at = to + (k / SIDE * width + k % SIDE) * channels;
                if (size == 4) {
                    Words kept = whole & (Words)(words == (Words){0} + k);
                    memcpy(images + 4 * at, &kept, sizeof kept);
                } else {
                    Halves kept = half & (Halves)(halves == (Halves){0} + k);
                    memcpy(images + 2 * at, &kept, sizeof kept);
                }
            }
        }
    clear_edges(images, row, height, width, channels, size);
}

/* Pool by the largest value; with `relu`, of values cut off at zero. `places` remember where each came from. At least
 * LANES channels; values of 4 bytes are floats, of 2 bytes bfloat16. */
void max_pool_4(const char *images, char *pooled, uint8_t *places, int64_t count, int64_t height, int64_t width,
                int64_t channels, int relu, int threads) {
    FOR_EACH_ROW max_row(images, pooled, places, row, height, width, channels, relu, 4);
}

void max_pool_2(const char *images, char *pooled, uint8_t *places, int64_t count, int64_t height, int64_t width,
                int64_t channels, int relu, int threads) {
    FOR_EACH_ROW max_row(images, pooled, places, row, height, width, channels, relu, 2);
}

/* Bring slopes of pooled values back to where the values came from. */
void max_pool_back_4(const char *slopes, const uint8_t *places, char *images, int64_t count, int64_t height, int64_t width,
                     int64_t channels, int threads) {
    FOR_EACH_ROW max_row_back(slopes, places, images, row, height, width, channels, 4);
}

void max_pool_back_2(const char *slopes, const uint8_t *places, char *images, int64_t count, int64_t height, int64_t width,
                     int64_t channels, int threads) {
    FOR_EACH_ROW max_row_back(slopes, places, images, row, height, width, channels, 2);
}

int omp_get_thread_num(void);

/* Average pooling. Any number of channels: sums are taken along the whole row, in torch's order, and every second of
 * them is what is wanted. `rows_of_sums` has room for `width * channels + APART` floats a thread. */
void average_pool(const float *images, float *pooled, float *rows_of_sums, int64_t count, int64_t height, int64_t width,
               int64_t channels, int threads) {
    const int64_t columns = width / SIDE;
    FOR_EACH_ROW {
        const float *upper = images + top_of(row, height, width, channels), *lower = upper + width * channels;
        float *restrict sums = rows_of_sums + omp_get_thread_num() * (width * channels + APART);
        float *to = pooled + row * columns * channels;
        for (int64_t i = 0; i < (SIDE * columns - 1) * channels; i++)
            sums[i] = (upper[i] + upper[i + channels] + lower[i] + lower[i + channels]) / (SIDE * SIDE);
        for (int64_t column = 0; column < columns; column++)
            for (int64_t channel = 0; channel < channels; channel++)
                to[column * channels + channel] = sums[SIDE * column * channels + channel];
    }
}

/* Bring slopes, or zeros, through the tanh that gave `bent`, if any; what is not a number stays none, as in torch. */
INLINED void bend_back(float *images, const float *slopes, const float *bent, int64_t length) {
    for (int64_t i = 0; i < length; i++)
        images[i] = (slopes ? slopes[i] : 0) * (bent ? 1 - bent[i] * bent[i] : 1);
}

/* Bring slopes of pooled values back, and, where `bent` is given, through the tanh that gave these values. */
void average_pool_back(const float *slopes, const float *bent, float *images, float *rows_of_slopes, int64_t count,
                    int64_t height, int64_t width, int64_t channels, int threads) {
    const int64_t columns = width / SIDE, length = width * channels;
    FOR_EACH_ROW {
        const int64_t top = top_of(row, height, width, channels);
        const float *slope = slopes + row * columns * channels;
        float *restrict wide = rows_of_slopes + omp_get_thread_num() * (width * channels + APART);
        for (int64_t column = 0; column < columns; column++)
            for (int64_t channel = 0; channel < channels; channel++)
                wide[SIDE * column * channels + channel] = wide[(SIDE * column + 1) * channels + channel] =
                    slope[column * channels + channel] / (SIDE * SIDE);
        for (int64_t i = SIDE * columns * channels; i < length; i++)
            wide[i] = 0;
        for (int64_t line = 0; line < SIDE; line++)
            bend_back(images + top + line * length, wide, bent ? bent + top + line * length : NULL, length);
        if (height % SIDE && row % (height / SIDE) == height / SIDE - 1)
            bend_back(images + top + SIDE * length, NULL, bent ? bent + top + SIDE * length : NULL, length);
    }
}
