/* Convolutions of bfloat16 on Intel's matrix units (AMX): forward, and the gradients of images, weights and bias.
 *
 * Images are dense (count, height, width, channels), weights dense (filters, kernel height, kernel width, channels) and
 * float32. Stride 1, one group. Sums are those of float32; what leaves is bfloat16 for images, float32 for weights and
 * bias. For one number of threads the same values always give the same bits.
 *
 * A tile is 16 rows of 64 bytes. One multiplication of tiles adds 16 x 16 sums of 32 products each: rows of 32 values
 * by columns of 32 values, which lie in pairs, [16 pairs][16 columns][2].
 *
 * convolution.py compiles this file on the machine that runs it; `omp` is that of torch, which is there already.
 */
#if defined(__AMX_BF16__) && defined(__AVX512BF16__) && defined(__AVX512BW__) && defined(__AVX512VL__)
#include <immintrin.h>
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ROWS 16  /* of a tile */
#define DEPTH 32 /* bfloat16 in a row of a tile */
#define TILE (ROWS * DEPTH)
#define LANES 16 /* floats in a vector, and columns of a tile */
#define BLOCK 32 /* pixels and filters that are computed at once: two tiles of each */
#define LINE 64  /* bytes of a cache line */
#define INLINED static inline __attribute__((always_inline))
/* Memory is written until here: GCC does not know that tiles are read from it. */
#define WRITTEN __asm__ volatile("" : : : "memory")

typedef uint16_t Half;

/* What is convolved: images with edges of zeros, under a kernel. */
typedef struct {
    int64_t count, height, width, channels, filters, kernel_height, kernel_width, edge_height, edge_width;
} Shape;

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t parts(int64_t whole, int64_t part) { return (whole + part - 1) / part; }
static int64_t up(int64_t value, int64_t step) { return parts(value, step) * step; }

static int64_t rows_out(const Shape *s) { return s->height + 2 * s->edge_height - s->kernel_height + 1; }
static int64_t columns_out(const Shape *s) { return s->width + 2 * s->edge_width - s->kernel_width + 1; }
static int64_t wide(const Shape *s) { return s->width + 2 * s->edge_width; }

static Shape shape_of(const int64_t *n) { return (Shape){n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8]}; }

/* Replace sizes in bytes by where each begins if they follow one another; return where they end. One line more keeps
 * threads from having their rooms at the same places of a page. */
static int64_t lay_end_to_end(int64_t *sizes, int count) {
    int64_t end = 0;
    for (int k = 0; k < count; k++) {
        const int64_t size = up(sizes[k], LINE);
        sizes[k] = end;
        end += size;
    }
    return end + LINE;
}

/* ---- the matrix units ---- */

/* Linux lends their registers to a process that asks for them. */
int ask_for_tiles(void) {
    enum { REQUEST = 0x1023, TILE_DATA = 18 };
    return syscall(SYS_arch_prctl, REQUEST, TILE_DATA) == 0;
}

typedef struct {
    uint8_t palette, start, none[14];
    uint16_t bytes[16];
    uint8_t rows[16];
} Setting __attribute__((aligned(LINE)));

static const Setting ALL_TILES = {.palette = 1,
                                  .bytes = {LINE, LINE, LINE, LINE, LINE, LINE, LINE, LINE},
                                  .rows = {ROWS, ROWS, ROWS, ROWS, ROWS, ROWS, ROWS, ROWS}};

/* Whoever else uses tiles on this thread believes that they are as he left them: they are given back like that. */
static void take_tiles(Setting *found) {
    _tile_storeconfig(found);
    __asm__ volatile("" : : "r"(found) : "memory"); /* GCC believes that only the first bytes were written */
    _tile_loadconfig(&ALL_TILES);
}

static void give_back(const Setting *found) {
    if (found->palette) _tile_loadconfig(found);
    else _tile_release();
}

/* ---- vectors ---- */

INLINED __mmask32 first_halves(int64_t count) { return count >= 32 ? ~0u : count <= 0 ? 0 : (1u << count) - 1; }
INLINED __mmask16 first_words(int64_t count) { return count >= 16 ? 0xffff : count <= 0 ? 0 : (1u << count) - 1; }

INLINED __m512i to_halves(__m512 low, __m512 high) { return (__m512i)_mm512_cvtne2ps_pbh(high, low); }

/* Load up to 32 values as bfloat16; `size` is a constant wherever this is inlined: 4 or 2 bytes. */
INLINED __m512i load(const char *values, int64_t at, int64_t count, const int size) {
    if (size == 2) return _mm512_maskz_loadu_epi16(first_halves(count), (const Half *)values + at);
    const float *from = (const float *)values + at;
    return to_halves(_mm512_maskz_loadu_ps(first_words(count), from),
                     _mm512_maskz_loadu_ps(first_words(count - LANES), from + LANES));
}

/* Copy values as bfloat16; where `seen` is given, only under its values above zero: the gradient of relu. */
INLINED void copy(Half *to, const char *from, int64_t at, const Half *seen, int64_t count, const int size) {
    for (int64_t k = 0; k < count; k += 32) {
        const __mmask32 some = first_halves(count - k);
        __m512i values = load(from, at + k, count - k, size);
        if (seen) {
            const __m512i shown = _mm512_maskz_loadu_epi16(some, seen + at + k);
            values = _mm512_maskz_mov_epi16(_mm512_cmpgt_epi16_mask(shown, _mm512_setzero_si512()), values);
        }
        _mm512_mask_storeu_epi16(to + k, some, values);
    }
}

/* Put the first 16 halves of a vector and the last 16 side by side, in pairs. */
INLINED __m512i pair_up(__m512i both) {
    static const Half order[32] __attribute__((aligned(LINE))) = {
        0, 16, 1, 17, 2,  18, 3,  19, 4,  20, 5,  21, 6,  22, 7,  23,
        8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
    return _mm512_permutexvar_epi16(_mm512_load_si512(order), both);
}

/* Load 16 values, and those `step` further on, in pairs. */
INLINED __m512i load_pair(const Half *from, int64_t step, __mmask16 some) {
    const __m512i one = _mm512_castsi256_si512(_mm256_maskz_loadu_epi16(some, from));
    return pair_up(_mm512_inserti64x4(one, _mm256_maskz_loadu_epi16(some, from + step), 1));
}

/* Transpose 16 vectors of 16 words, words being pairs. */
INLINED void transpose(__m512i v[16]) {
    __m512i w[16];
    #pragma GCC unroll 8
    for (int k = 0; k < 16; k += 2) {
        w[k] = _mm512_unpacklo_epi32(v[k], v[k + 1]);
        w[k + 1] = _mm512_unpackhi_epi32(v[k], v[k + 1]);
    }
    #pragma GCC unroll 4
    for (int k = 0; k < 16; k += 4) {
        v[k] = _mm512_unpacklo_epi64(w[k], w[k + 2]);
        v[k + 1] = _mm512_unpackhi_epi64(w[k], w[k + 2]);
        v[k + 2] = _mm512_unpacklo_epi64(w[k + 1], w[k + 3]);
        v[k + 3] = _mm512_unpackhi_epi64(w[k + 1], w[k + 3]);
    }
    #pragma GCC unroll 4
    for (int k = 0; k < 4; k++) {
        w[k] = _mm512_shuffle_i32x4(v[k], v[k + 4], 0x88);
        w[k + 4] = _mm512_shuffle_i32x4(v[k], v[k + 4], 0xdd);
        w[k + 8] = _mm512_shuffle_i32x4(v[k + 8], v[k + 12], 0x88);
        w[k + 12] = _mm512_shuffle_i32x4(v[k + 8], v[k + 12], 0xdd);
    }
    #pragma GCC unroll 4
    for (int k = 0; k < 4; k++) {
        v[k] = _mm512_shuffle_i32x4(w[k], w[k + 8], 0x88);
        v[k + 4] = _mm512_shuffle_i32x4(w[k + 4], w[k + 12], 0x88);
        v[k + 8] = _mm512_shuffle_i32x4(w[k], w[k + 8], 0xdd);
        v[k + 12] = _mm512_shuffle_i32x4(w[k + 4], w[k + 12], 0xdd);
    }
}

INLINED void store_tile(Half *tile, const __m512i v[ROWS]) {
    for (int k = 0; k < ROWS; k++) _mm512_storeu_si512(tile + k * DEPTH, v[k]);
}

/* ---- images: forward, and the way back ----
 *
 * The values under a row of the kernel lie side by side, and the windows of neighbours overlap: that of pixel q begins
 * `channels` values behind that of pixel q - 1, over the edge of the image too if rows are laid out with their edges.
 * So the matrix of windows need not be written: a tile is read at that step. What is computed over seams is dropped. */

/* Rows of images that are laid out together: those under `rows` rows that come out, of `images` images. */
typedef struct {
    int64_t image, images, first, rows, lines; /* lines: rows of one image that are laid out */
} Band;

/* How the work is cut into bands: whole images where they are small, else some rows of one. */
typedef struct {
    int64_t images, rows, slices, count;
} Cut;

static Cut cut(const Shape *s, int64_t threads) {
    const int64_t rows = rows_out(s), reach = s->kernel_height - 1, image = (rows + reach) * wide(s);
    const int64_t pixels = most(256, (96 << 10) / s->channels); /* 192 kB, a tenth of what a core has near */
    Cut c = {1, rows, 1, 0};
    if (image <= pixels) {
        const int64_t turns = parts(s->count, threads * most(1, pixels / image));
        c.images = parts(s->count, threads * turns);
    } else {
        c.rows = parts(rows, parts(rows, most(reach + 1, pixels / wide(s) - reach)));
        c.slices = parts(rows, c.rows);
    }
    c.count = parts(s->count, c.images) * c.slices;
    return c;
}

static Band band_at(const Shape *s, const Cut *c, int64_t number) {
    Band b = {number / c->slices * c->images, 0, number % c->slices * c->rows, 0, 0};
    b.images = least(c->images, s->count - b.image);
    b.rows = least(c->rows, rows_out(s) - b.first);
    b.lines = b.rows + s->kernel_height - 1;
    return b;
}

/* How far the windows of a block that begins at the last pixel reach behind it. */
static int64_t behind(const Shape *s) { return BLOCK + s->kernel_width + parts(DEPTH, s->channels); }

INLINED void lay_out(const char *images, const Half *seen, const Band *b, const Shape *s, Half *to, const int size) {
    const int64_t line = s->width * s->channels, edge = s->edge_width * s->channels;
    for (int64_t image = b->image; image < b->image + b->images; image++)
        for (int64_t k = 0; k < b->lines; k++, to += line + 2 * edge) {
            const int64_t row = b->first + k - s->edge_height;
            if (row < 0 || row >= s->height) {
                memset(to, 0, 2 * (line + 2 * edge));
                continue;
            }
            memset(to, 0, 2 * edge);
            copy(to + edge, images, (image * s->height + row) * line, seen, line, size);
            memset(to + edge + line, 0, 2 * edge);
        }
    memset(to, 0, 2 * behind(s) * s->channels); /* for what is multiplied by zero must be a number */
}

/* Tiles of weights lie as [32 filters][row of the kernel][step of depth][2][tile]. */
static int64_t steps_of(const Shape *s) { return parts(s->kernel_width * s->channels, DEPTH); }
static int64_t tiles_of(const Shape *s) { return parts(s->filters, BLOCK) * s->kernel_height * steps_of(s) * 2; }

static void pack(const float *weights, Half *tiles, const Shape *s, int64_t number) {
    const int64_t steps = steps_of(s), under = s->kernel_width * s->channels, filter_size = s->kernel_height * under;
    const int64_t value = number / 2 % steps * DEPTH, line = number / 2 / steps % s->kernel_height;
    const int64_t filter = number / 2 / steps / s->kernel_height * BLOCK + number % 2 * ROWS;
    __m512i v[ROWS];
    for (int64_t k = 0; k < ROWS; k++) {
        const char *from = (const char *)(weights + (filter + k) * filter_size + line * under);
        v[k] = filter + k < s->filters ? load(from, value, under - value, 4) : _mm512_setzero_si512();
    }
    transpose(v);
    store_tile(tiles + number * TILE, v);
}

/* The gradient of images is a convolution of slopes under the kernel turned round, in which filters and channels have
 * changed places: `s` is the shape of that one. Its channels are even, so that pairs stay together. */
static void pack_turned(const float *weights, Half *tiles, const Shape *s, int64_t number) {
    const int64_t steps = steps_of(s), places = s->kernel_height * s->kernel_width, filter_size = places * s->filters;
    const int64_t value = number / 2 % steps * DEPTH, line = number / 2 / steps % s->kernel_height;
    const int64_t channel = number / 2 / steps / s->kernel_height * BLOCK + number % 2 * ROWS;
    const __mmask16 some = first_words(s->filters - channel);
    __m512i v[ROWS];
    for (int64_t k = 0; k < ROWS; k++) {
        const int64_t column = (value + 2 * k) / s->channels, filter = (value + 2 * k) % s->channels;
        const int64_t place = places - 1 - line * s->kernel_width - column;
        const float *from = weights + filter * filter_size + place * s->filters + channel;
        v[k] = _mm512_setzero_si512();
        if (column < s->kernel_width)
            v[k] = pair_up(to_halves(_mm512_maskz_loadu_ps(some, from),
                                     _mm512_maskz_loadu_ps(some, from + filter_size)));
    }
    store_tile(tiles + number * TILE, v);
}

/* Multiply the windows of 32 pixels (16, where `tall` is 0) by 32 filters, and leave the sums in `sums`. */
INLINED void multiply(const Half *windows, const Half *tiles, float *sums, const Shape *s, const int tall) {
    const int64_t steps = steps_of(s), step = 2 * s->channels, line = wide(s) * s->channels;
    WRITTEN;
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
    for (int64_t row = 0; row < s->kernel_height; row++, windows += line)
        for (int64_t k = 0; k < steps; k++, tiles += 2 * TILE) {
            _tile_loadd(4, windows + k * DEPTH, step);
            _tile_loadd(6, tiles, LINE);
            _tile_dpbf16ps(0, 4, 6);
            _tile_loadd(7, tiles + TILE, LINE);
            _tile_dpbf16ps(1, 4, 7);
            if (tall) _tile_loadd(5, windows + k * DEPTH + ROWS * s->channels, step);
            if (tall) _tile_dpbf16ps(2, 5, 6);
            if (tall) _tile_dpbf16ps(3, 5, 7);
        }
    _tile_stored(0, sums, 4 * BLOCK);
    _tile_stored(1, sums + LANES, 4 * BLOCK);
    if (tall) _tile_stored(2, sums + ROWS * BLOCK, 4 * BLOCK);
    if (tall) _tile_stored(3, sums + ROWS * BLOCK + LANES, 4 * BLOCK);
}

/* Add the bias to the sums of pixels `first` to `end`, cut off below zero if asked to, and write what is no seam. */
INLINED void finish(const float *sums, int64_t first, int64_t end, const float *bias, Half *out, int64_t filter,
                    const Shape *s, int relu) {
    const __mmask32 some = first_halves(s->filters - filter);
    const __m512 low = _mm512_loadu_ps(bias + filter), high = _mm512_loadu_ps(bias + filter + LANES);
    int64_t row = first / wide(s), column = first % wide(s);
    for (int64_t pixel = first; pixel < end; pixel++, sums += BLOCK, column++) {
        if (column == wide(s)) row++, column = 0;
        if (column >= columns_out(s)) continue;
        __m512 a = _mm512_add_ps(_mm512_loadu_ps(sums), low), b = _mm512_add_ps(_mm512_loadu_ps(sums + LANES), high);
        if (relu) { /* in this order, what is no number comes through */
            a = _mm512_max_ps(_mm512_setzero_ps(), a);
            b = _mm512_max_ps(_mm512_setzero_ps(), b);
        }
        Half *to = out + (row * columns_out(s) + column) * s->filters + filter;
        _mm512_mask_storeu_epi16(to, some, to_halves(a, b));
    }
}

/* Convolve the rows of one image, which lie with their edges in `lines`. */
static void convolve_rows(const Half *lines, int64_t rows, const Half *tiles, const float *bias, Half *out,
                          const Shape *s, int relu) {
    float sums[BLOCK * BLOCK] __attribute__((aligned(LINE)));
    const int64_t pixels = (rows - 1) * wide(s) + columns_out(s), block = 2 * TILE * s->kernel_height * steps_of(s);
    for (int64_t pixel = 0; pixel < pixels; pixel += BLOCK)
        for (int64_t filter = 0; filter < s->filters; filter += BLOCK) {
            const Half *windows = lines + pixel * s->channels, *some = tiles + filter / BLOCK * block;
            if (pixels - pixel > ROWS) multiply(windows, some, sums, s, 1);
            else multiply(windows, some, sums, s, 0);
            finish(sums, pixel, least(pixels, pixel + BLOCK), bias, out, filter, s, relu);
        }
}

/* Convolve; return 0 where there is no memory.
 *
 * images: `size` bytes a value; only where `seen`, if given, is above zero. turned: the weights are (channels, kernel
 * turned round, filters). bias: may be missing. out: (count, rows, columns, filters). numbers: a `Shape`. */
int convolve(const char *images, const Half *seen, const float *weights, const float *bias, Half *out,
             const int64_t *numbers, int size, int turned, int relu, int threads) {
    const Shape s = shape_of(numbers);
    const Cut c = cut(&s, threads);
    const int64_t pixels = c.images * (c.rows + s.kernel_height - 1) * wide(&s) + behind(&s);
    int64_t shared[2] = {2 * TILE * tiles_of(&s), 4 * up(s.filters, BLOCK)};
    const int64_t begin = lay_end_to_end(shared, 2), own = up(2 * pixels * s.channels, LINE) + LINE;
    char *memory = aligned_alloc(LINE, begin + own * threads);
    if (!memory) return 0;
    Half *tiles = (Half *)memory;
    float *biases = (float *)(memory + shared[1]);
    memset(biases, 0, 4 * up(s.filters, BLOCK));
    if (bias) memcpy(biases, bias, 4 * s.filters);
    #pragma omp parallel num_threads(threads)
    {
        Half *lines = (Half *)(memory + begin + own * omp_get_thread_num());
        Setting found;
        #pragma omp for schedule(static)
        for (int64_t k = 0; k < tiles_of(&s); k++) {
            if (turned) pack_turned(weights, tiles, &s, k);
            else pack(weights, tiles, &s, k);
        }
        take_tiles(&found);
        #pragma omp for schedule(static)
        for (int64_t k = 0; k < c.count; k++) {
            const Band b = band_at(&s, &c, k);
            if (size == 4) lay_out(images, seen, &b, &s, lines, 4);
            else lay_out(images, seen, &b, &s, lines, 2);
            for (int64_t image = 0; image < b.images; image++) {
                Half *to = out + ((b.image + image) * rows_out(&s) + b.first) * columns_out(&s) * s.filters;
                const Half *from = lines + image * b.lines * wide(&s) * s.channels;
                convolve_rows(from, b.rows, tiles, biases, to, &s, relu);
            }
        }
        give_back(&found);
    }
    free(memory);
    return 1;
}

/* ---- weights ----
 *
 * Their gradient sums over pixels and images. A tile sums over 32 images here, so that each pixel's slopes are tiles of
 * their own, what the kernel sees from there are others, and nothing is multiplied that lies beyond an edge. Where
 * channels do not fill a tile, a pixel brings along all values that a row of the kernel sees there. */

#define RUN 8 /* pixels of a row that are multiplied in one go: their tiles stay near */

typedef struct {
    int64_t values, columns, pixels; /* of a pixel; of the kernel, that are pixels further on; of a line */
    int64_t tiles, pair;             /* that hold the values; that lie together, [pair of tiles][pixel][tile] */
    int64_t across;                  /* sums of a filter */
} Windows;

static Windows windows_of(const Shape *s) {
    Windows w = {s->channels, s->kernel_width, s->width, 1, 1, 0};
    if (s->channels < LANES) w.values = s->kernel_width * s->channels, w.columns = 1, w.pixels = columns_out(s);
    if (w.values > LANES) w.tiles = up(parts(w.values, LANES), 2), w.pair = 2;
    w.across = s->kernel_height * w.columns * w.tiles * LANES;
    return w;
}

/* Some rows of slopes of 32 images as tiles, and the rows of the images under them; room to lay a row out; and sums. */
typedef struct {
    int64_t groups, slices, rows;
    int64_t line, slopes_line;            /* values of a row that is laid out */
    int64_t windows_apart, slopes_apart;  /* from a pair of tiles to the next */
    int64_t sums, at[4], own;             /* floats; where things begin in a thread's room; its bytes */
} Plan;

static Plan plan_of(const Shape *s, const Windows *w, int64_t threads) {
    const int64_t columns = columns_out(s), reach = s->kernel_height - 1, blocks = parts(s->filters, BLOCK);
    const int64_t row = 2 * TILE * (w->pixels * w->tiles + 2 * columns * blocks); /* bytes, as is what follows */
    /* What a core has near; and all of it less than the C library would fetch anew from the system for every call. */
    const int64_t near = least(3 << 19, (16 << 20) / threads);
    Plan p = {.groups = parts(s->count, DEPTH)};
    p.slices = parts(rows_out(s), most(reach + 1, near / row - reach));
    if (p.groups * p.slices % threads) p.slices = up(p.slices, threads);
    p.rows = parts(rows_out(s), least(p.slices, rows_out(s)));
    p.slices = parts(rows_out(s), p.rows);
    p.line = (wide(s) + DEPTH) * s->channels, p.slopes_line = columns * s->filters + DEPTH;
    p.windows_apart = least(p.rows + reach, s->height) * w->pixels * w->pair * TILE;
    p.slopes_apart = p.rows * columns * 2 * TILE;
    p.sums = w->across * blocks * BLOCK + blocks * BLOCK; /* of weights, then of the bias */
    const int64_t sizes[4] = {2 * DEPTH * most(p.line, p.slopes_line), 2 * p.windows_apart * w->tiles / w->pair,
                              2 * p.slopes_apart * blocks, 4 * p.sums};
    memcpy(p.at, sizes, sizeof sizes);
    p.own = lay_end_to_end(p.at, 4);
    return p;
}

/* Lay the same row of 32 images under one another, zeros where there is none. */
INLINED void lay_row(const char *values, const Half *seen, int64_t first, int64_t step, int64_t images, int64_t count,
                     Half *to, int64_t line, int64_t edge, const int size) {
    for (int64_t k = 0; k < DEPTH; k++, to += line) {
        const int64_t found = k < images ? count : -edge;
        if (k < images) memset(to, 0, 2 * edge);
        if (k < images) copy(to + edge, values, first + k * step, seen, count, size);
        memset(to + edge + found, 0, 2 * (line - edge - found));
    }
}

/* Write what a row's pixels see as columns of tiles. */
static void pair_images(const Half *lines, int64_t line, int64_t step, const Windows *w, Half *tiles, int64_t apart) {
    for (int64_t pixel = 0; pixel < w->pixels; pixel++)
        for (int64_t value = 0, tile = 0; value < w->values; value += LANES, tile++) {
            const __mmask16 some = first_words(w->values - value);
            Half *to = tiles + tile / 2 * apart + (w->pair * pixel + tile % 2) * TILE;
            for (int64_t k = 0; k < ROWS; k++)
                _mm512_storeu_si512(to + k * DEPTH, load_pair(lines + pixel * step + value + 2 * k * line, line, some));
        }
}

/* Write a row's slopes as rows of tiles, and add each filter's up. */
static void turn_images(const Half *lines, int64_t line, const Shape *s, Half *tiles, int64_t apart, float *sums) {
    const __m512bh ones = (__m512bh)_mm512_set1_epi16(0x3f80);
    for (int64_t pixel = 0; pixel < columns_out(s); pixel++)
        for (int64_t filter = 0; filter < s->filters; filter += ROWS) {
            const __mmask16 some = first_words(s->filters - filter);
            __m512i v[ROWS];
            __m512 sum = _mm512_loadu_ps(sums + filter);
            for (int64_t k = 0; k < ROWS; k++) {
                v[k] = load_pair(lines + pixel * s->filters + filter + 2 * k * line, line, some);
                sum = _mm512_dpbf16_ps(sum, (__m512bh)v[k], ones);
            }
            _mm512_storeu_ps(sums + filter, sum);
            transpose(v);
            store_tile(tiles + filter / BLOCK * apart + (2 * pixel + filter / ROWS % 2) * TILE, v);
        }
}

/* Add the products of 32 filters (16, where `tall` is 0) and 32 values (16, `broad`) over some pixels to `sums`. */
INLINED void add_products(const Half *slopes, const Half *windows, int64_t pixels, int64_t pair, float *sums,
                          int64_t across, const int tall, const int broad) {
    const int64_t step = 4 * across;
    WRITTEN;
    _tile_loadd(0, sums, step);
    if (broad) _tile_loadd(1, sums + LANES, step);
    if (tall) _tile_loadd(2, sums + ROWS * across, step);
    if (tall && broad) _tile_loadd(3, sums + ROWS * across + LANES, step);
    for (int64_t k = 0; k < pixels; k++, slopes += 2 * TILE, windows += pair * TILE) {
        _tile_loadd(4, slopes, LINE);
        _tile_loadd(6, windows, LINE);
        _tile_dpbf16ps(0, 4, 6);
        if (broad) _tile_loadd(7, windows + TILE, LINE);
        if (broad) _tile_dpbf16ps(1, 4, 7);
        if (tall) _tile_loadd(5, slopes + TILE, LINE);
        if (tall) _tile_dpbf16ps(2, 5, 6);
        if (tall && broad) _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, sums, step);
    if (broad) _tile_stored(1, sums + LANES, step);
    if (tall) _tile_stored(2, sums + ROWS * across, step);
    if (tall && broad) _tile_stored(3, sums + ROWS * across + LANES, step);
}

/* Add what the slopes of pixels `begin` to `end` have to do with a row of the images, for all filters. */
static void add_pixels(const Half *slopes, int64_t slopes_apart, const Half *windows, int64_t begin, int64_t end,
                       const int broad, float *sums, const Shape *s, const Windows *w) {
    for (int64_t filter = 0; filter < s->filters; filter += BLOCK, slopes += slopes_apart)
        for (int64_t column = 0; column < w->columns; column++) {
            const int64_t aside = w->columns == 1 ? 0 : column - s->edge_width;
            const int64_t left = most(begin, -aside), count = least(end, w->pixels - aside) - left;
            const Half *a = slopes + left * 2 * TILE, *b = windows + (left + aside) * w->pair * TILE;
            float *to = sums + filter * w->across + column * w->tiles * LANES;
            if (count <= 0) continue;
            if (filter + ROWS < s->filters && broad) add_products(a, b, count, w->pair, to, w->across, 1, 1);
            else if (filter + ROWS < s->filters) add_products(a, b, count, w->pair, to, w->across, 1, 0);
            else if (broad) add_products(a, b, count, w->pair, to, w->across, 0, 1);
            else add_products(a, b, count, w->pair, to, w->across, 0, 0);
        }
}

/* Add what rows `first` to `end` of the slopes have to do with the images' rows from `top` on. */
static void add_rows(const Half *slopes, const Half *windows, int64_t first, int64_t end, int64_t top, float *sums,
                     const Shape *s, const Windows *w, const Plan *p) {
    const int64_t columns = columns_out(s);
    for (int64_t line = 0; line < s->kernel_height; line++) {
        const int64_t shift = line - s->edge_height, last = least(end, s->height - shift);
        for (int64_t tile = 0; tile < w->tiles; tile += 2)
            for (int64_t row = most(first, -shift); row < last; row++)
                for (int64_t pixel = 0; pixel < columns; pixel += RUN)
                    add_pixels(slopes + (row - first) * columns * 2 * TILE, p->slopes_apart,
                               windows + tile / 2 * p->windows_apart + (row + shift - top) * w->pixels * w->pair * TILE,
                               pixel, least(columns, pixel + RUN), w->values > (tile + 1) * LANES,
                               sums + (line * w->columns * w->tiles + tile) * LANES, s, w);
    }
}

/* Add up what the threads have for a filter, and write it as weights lie. */
static void gather(const char *room, const Plan *p, int threads, float *weights, float *bias, const Shape *s,
                   const Windows *w, int64_t filter) {
    const int64_t biases = p->sums - up(s->filters, BLOCK) + filter;
    bias[filter] = 0;
    for (int k = 0; k < threads; k++) bias[filter] += ((const float *)(room + k * p->own))[biases];
    weights += filter * s->kernel_height * w->columns * w->values;
    for (int64_t at = 0, tile = 0; at < w->across; at += LANES, tile++) {
        __m512 whole = _mm512_setzero_ps();
        for (int k = 0; k < threads; k++) {
            const float *sums = (const float *)(room + k * p->own) + filter * w->across;
            whole = _mm512_add_ps(whole, _mm512_loadu_ps(sums + at));
        }
        const int64_t value = tile % w->tiles * LANES;
        _mm512_mask_storeu_ps(weights + tile / w->tiles * w->values + value, first_words(w->values - value), whole);
    }
}

/* Compute the gradients of weights and bias; return 0 where there is no memory. Arguments as for `convolve`. */
int weigh(const char *images, const Half *slopes, const Half *seen, float *weights, float *bias, const int64_t *numbers,
          int size, int threads) {
    const Shape s = shape_of(numbers);
    const Windows w = windows_of(&s);
    const Plan p = plan_of(&s, &w, threads);
    const int64_t columns = columns_out(&s), row_size = s.width * s.channels, slopes_size = columns * s.filters;
    const int64_t edge = s.channels < LANES ? s.edge_width * s.channels : 0;
    char *memory = aligned_alloc(LINE, p.own * threads);
    if (!memory) return 0;
    int used = 1;
    #pragma omp parallel num_threads(threads)
    {
        char *mine = memory + p.own * omp_get_thread_num();
        Half *lines = (Half *)(mine + p.at[0]), *windows = (Half *)(mine + p.at[1]), *turned = (Half *)(mine + p.at[2]);
        float *sums = (float *)(mine + p.at[3]), *biases = sums + p.sums - up(s.filters, BLOCK);
        Setting found;
        memset(sums, 0, 4 * p.sums);
        take_tiles(&found);
        #pragma omp single
        used = omp_get_num_threads();
        #pragma omp for schedule(static)
        for (int64_t k = 0; k < p.groups * p.slices; k++) {
            const int64_t image = k / p.slices * DEPTH, count = least(DEPTH, s.count - image);
            const int64_t first = k % p.slices * p.rows, end = least(first + p.rows, rows_out(&s));
            const int64_t top = most(0, first - s.edge_height);
            const int64_t bottom = least(s.height, end + s.kernel_height - 1 - s.edge_height);
            for (int64_t row = top; row < bottom; row++) {
                const int64_t from = (image * s.height + row) * row_size, step = s.height * row_size;
                if (size == 4) lay_row(images, NULL, from, step, count, row_size, lines, p.line, edge, 4);
                else lay_row(images, NULL, from, step, count, row_size, lines, p.line, edge, 2);
                Half *to = windows + (row - top) * w.pixels * w.pair * TILE;
                pair_images(lines, p.line, s.channels, &w, to, p.windows_apart);
            }
            for (int64_t row = first; row < end; row++) {
                const int64_t from = (image * rows_out(&s) + row) * slopes_size, step = rows_out(&s) * slopes_size;
                lay_row((const char *)slopes, seen, from, step, count, slopes_size, lines, p.slopes_line, 0, 2);
                Half *to = turned + (row - first) * columns * 2 * TILE;
                turn_images(lines, p.slopes_line, &s, to, p.slopes_apart, biases);
            }
            add_rows(turned, windows, first, end, top, sums, &s, &w, &p);
        }
        give_back(&found);
        #pragma omp for schedule(static)
        for (int64_t k = 0; k < s.filters; k++) gather(memory + p.at[3], &p, used, weights, bias, &s, &w, k);
    }
    free(memory);
    return 1;
}
#endif
