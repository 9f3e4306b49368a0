/* Convolution of images of few channels, forward and back. A library's is made for hundreds of channels, and spends
 * more on putting values into its own order than on the sums.
 *
 * Images are dense (count, height, width, channels), single precision, stride 1. What is summed stays in registers as
 * long as it can. Each of the three sums fills its vectors with something else:
 *   forward                  the filters of one pixel (or, where filters are few, pixels side by side)
 *   gradient of the images   the values under one row of the kernel, which lie side by side in memory
 *   gradient of the weights  the filters of one pixel (or, where filters are few, pixels side by side)
 * Threads share the images out in equal parts, and their sums are added in order: for one number of threads the results
 * are always the same. narrow.py compiles this file on the machine that runs it; `omp` is torch's, there already.
 */
#include <stdint.h>
#include <string.h>

#ifdef __AVX512F__ /* 32 registers of 16 lanes */
#define LANES 16
#define PIXELS 10
#define TAPS 15
#define PAIRED_TAPS 12
#else /* 16 registers of 8 lanes, or about as much */
#define LANES 8
#define PIXELS 5
#define TAPS 9
#define PAIRED_TAPS 5
#endif
#define FEW 8     /* filters, at most, for vectors of pixels */
#define BLOCK 512 /* pixels in a block of rows */
#define APART 32  /* floats between the rooms of two threads, so that they share no cache line */
#define BYTES(floats) (sizeof(float) * (floats))
#define SMALLER(a, b) ((a) < (b) ? (a) : (b))
#define LARGER(a, b) ((a) > (b) ? (a) : (b))
#define INLINED static inline __attribute__((always_inline))
#define EACH(i, count) _Pragma("GCC unroll 16") for (int i = 0; i < count; i++) /* unrolled */
#define FOR_EACH_WEIGHT(s) \
    for (int64_t f = 0; f < (s)->filters; f++) \
        for (int64_t c = 0; c < (s)->channels; c++) \
            for (int64_t y = 0; y < (s)->tall; y++) \
                for (int64_t x = 0; x < (s)->wide; x++)
#define FOR_EACH_IMAGE(s) for (int64_t i = (s)->count * thread / team; i < (s)->count * (thread + 1) / team; i++)

/* Vectors of GCC, which become whatever the machine has, read and written wherever they lie. */
typedef float Floats __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef float Eight __attribute__((vector_size(32), aligned(4), may_alias));
#define AT(place) (*(const Floats *)(place))

int omp_get_thread_num(void), omp_get_num_threads(void);

typedef struct {
    int64_t count, height, width, channels, filters, tall, wide, top, left; /* of the kernel and its padding */
    int64_t filter_step, channel_step, down_step, across_step;              /* floats from weight to weight */
} Shape;

/* Sizes, in floats. */
INLINED int64_t rounded(int64_t length) { return (length + LANES - 1) / LANES * LANES; }
INLINED int64_t rows_out(const Shape *s) { return s->height + 2 * s->top - s->tall + 1; }
INLINED int64_t columns_out(const Shape *s) { return s->width + 2 * s->left - s->wide + 1; }
INLINED int64_t image_size(const Shape *s) { return s->height * s->width * s->channels; }
INLINED int64_t row_out(const Shape *s) { return columns_out(s) * s->filters; }
INLINED int64_t out_size(const Shape *s) { return rows_out(s) * row_out(s); }
INLINED int64_t taps_in_row(const Shape *s) { return s->wide * s->channels; }
INLINED int64_t taps(const Shape *s) { return s->tall * taps_in_row(s); }
INLINED int64_t padded_row(const Shape *s) { return (s->width + 2 * s->left) * s->channels; }
INLINED int64_t padded_size(const Shape *s) { return padded_row(s) * (s->height + 2 * s->top) + LANES; }
INLINED int64_t strip_pitch(const Shape *s) { return padded_row(s) + rounded(taps_in_row(s)) + LANES; }
INLINED int64_t totals_size(const Shape *s) { return (taps(s) + 1) * rounded(s->filters); }

/* ... where filters are few: planes of channels, a row of what comes out, planes of slopes, totals. */
INLINED int64_t few_filters(const Shape *s) { return s->filters < 4 ? 3 : (s->filters + 1) / 2 * 2; }
INLINED int64_t plane_pitch(const Shape *s) { return rounded(s->width + 2 * s->left) + 2 * LANES; }
INLINED int64_t plane_size(const Shape *s) { return (s->height + 2 * s->top) * plane_pitch(s); }
INLINED int64_t planes_size(const Shape *s) { return s->channels * plane_size(s) + LANES; }
INLINED int64_t line_size(const Shape *s) { return (rounded(columns_out(s)) + LANES) * FEW; }
INLINED int64_t slope_pitch(const Shape *s) { return rounded(columns_out(s)); }
INLINED int64_t slope_plane(const Shape *s) { return rows_out(s) * slope_pitch(s); }
INLINED int64_t few_totals_size(const Shape *s) { return (taps(s) + 1) * few_filters(s) * LANES; }

/* Tell whether fewer lanes are idle with pixels in them than with filters. */
INLINED int is_few(const Shape *s) { return s->filters <= FEW && columns_out(s) * LANES > s->filters * slope_pitch(s); }

/* The weights, packed in one order or another, are shared by the threads ... */
INLINED int64_t turned_size(const Shape *s) { return s->tall * s->filters * rounded(taps_in_row(s)); }
INLINED int64_t shared_room(const Shape *s) { return LARGER(totals_size(s), turned_size(s)); }

/* ... and each has room of its own, as much as the greediest of the three sums needs. */
INLINED int64_t own_room(const Shape *s) {
    const int64_t many = totals_size(s) + padded_size(s) + out_size(s) + LANES;
    const int64_t few = few_totals_size(s) + planes_size(s) + line_size(s) + FEW * (slope_plane(s) + 2 * LANES);
    return rounded(LARGER(LARGER(many, is_few(s) ? few : 0), s->wide * strip_pitch(s)) + APART);
}

/* Tell how many floats of room each of the three sums must be given. */
int64_t room(const Shape *shape, int64_t threads) { return shared_room(shape) + threads * own_room(shape); }

INLINED float *room_of(float *room, const Shape *s, int thread) { return room + shared_room(s) + thread * own_room(s); }

/* Write weights in another order, given by the steps from one to the next. */
INLINED void pack(const float *weight, float *packed, const Shape *s, int64_t filter, int64_t channel, int64_t down,
                  int64_t across) {
    memset(packed, 0, BYTES(shared_room(s)));
    FOR_EACH_WEIGHT(s)
        packed[f * filter + c * channel + y * down + x * across] =
            weight[f * s->filter_step + c * s->channel_step + y * s->down_step + x * s->across_step];
}

/* Return the image as the kernel sees it: in `to`, whose rim is zero, if there is padding. */
INLINED const float *pad(const float *image, float *to, const Shape *s) {
    if (!s->top && !s->left)
        return image;
    const int64_t length = s->width * s->channels;
    float *line = to + s->top * padded_row(s) + s->left * s->channels;
    for (int64_t y = 0; y < s->height; y++, line += padded_row(s))
        memcpy(line, image + y * length, BYTES(length));
    return to;
}

/* A row of pixels times weights, which is what forward and the gradient of images consist of. The sums of pixel p are
 * start + sum over rows r and places i of values[r][p * step + i] * weights[r][i]. They are written, whole vectors of
 * them, to strip p % strips at p * to_step. */
typedef struct {
    const float *values, *weights, *start;
    int64_t step, row_step, weights_row_step, rows, length, lanes, pixels;
    float *to;
    int64_t strips, pitch, to_step;
} Product;

INLINED void multiply(const Product *m, int64_t pixel, int64_t lane, Floats *to, const int pixels, const int vectors) {
    Floats sum[10][2];
    EACH(p, pixels) EACH(v, vectors) sum[p][v] = m->start ? AT(m->start + lane + v * LANES) : (Floats){0};
    for (int64_t row = 0; row < m->rows; row++) {
        const float *value = m->values + row * m->row_step + pixel * m->step;
        const float *weight = m->weights + row * m->weights_row_step + lane;
        for (int64_t i = 0; i < m->length; i++, value++, weight += m->lanes)
            EACH(p, pixels) EACH(v, vectors) sum[p][v] += AT(weight + v * LANES) * value[p * m->step];
    }
    EACH(p, pixels) EACH(v, vectors) to[p * vectors + v] = sum[p][v];
}

typedef void (*Tile)(const Product *, int64_t, int64_t, Floats *);
#define TILE(pixels, vectors) \
    static void tile_##pixels##_##vectors(const Product *m, int64_t pixel, int64_t lane, Floats *sums) { \
        multiply(m, pixel, lane, sums, pixels, vectors); \
    }
TILE(10, 1) TILE(10, 2) TILE(8, 1) TILE(8, 2) TILE(5, 1) TILE(5, 2) TILE(4, 1) TILE(4, 2) TILE(1, 1) TILE(1, 2)
static const Tile TILES[5][2] = {
    {tile_10_1, tile_10_2}, {tile_8_1, tile_8_2}, {tile_5_1, tile_5_2}, {tile_4_1, tile_4_2}, {tile_1_1, tile_1_2}};
static const int64_t TILE_SIZES[5] = {10, 8, 5, 4, 1};

/* Choose the tile that costs least: pixels computed twice, and weights read again and again. */
INLINED int choose_tile(int64_t pixels, int vectors) {
    int best = 4;
    int64_t least = INT64_MAX;
    for (int kind = 0; kind < 5; kind++) {
        const int64_t size = TILE_SIZES[kind], cost = (pixels + size - 1) / size * (size + 2);
        if (size <= pixels && size * vectors <= 2 * PIXELS && cost < least)
            least = cost, best = kind;
    }
    return best;
}

/* A last tile reaches back into the one before. The last vectors come first: what they write too much, behind the last
 * of a pixel's sums, is then overwritten by the first of another. */
static void multiply_row(const Product *m) {
    Floats sums[10 * 2];
    for (int64_t lane = (m->lanes - 1) / (2 * LANES) * 2 * LANES; lane >= 0; lane -= 2 * LANES) {
        const int vectors = m->lanes - lane > LANES ? 2 : 1, kind = choose_tile(m->pixels, vectors);
        const int64_t size = TILE_SIZES[kind];
        for (int64_t x = 0; x < m->pixels; x += size) {
            x = SMALLER(x, m->pixels - size);
            TILES[kind][vectors - 1](m, x, lane, sums);
            int64_t strip = x % m->strips;
            for (int64_t p = 0; p < size; p++, strip = strip + 1 < m->strips ? strip + 1 : 0)
                for (int v = 0; v < vectors; v++)
                    *(Floats *)(m->to + strip * m->pitch + (x + p) * m->to_step + lane + v * LANES) =
                        sums[p * vectors + v];
        }
    }
}

/* `own` holds a padded image and a row of what comes out. */
static void convolve_many(const float *image, const float *packed, float *out, float *own, const Shape *s) {
    const int64_t lanes = rounded(s->filters), whole = lanes == s->filters;
    float *line = own + padded_size(s);
    Product m = {.weights = packed, .start = packed + taps(s) * lanes, .step = s->channels, .row_step = padded_row(s),
                 .weights_row_step = taps_in_row(s) * lanes, .rows = s->tall, .length = taps_in_row(s), .lanes = lanes,
                 .pixels = columns_out(s), .strips = 1, .to_step = s->filters};
    m.values = pad(image, own, s);
    for (int64_t y = 0; y < rows_out(s); y++, m.values += m.row_step, out += row_out(s)) {
        m.to = whole ? out : line;
        multiply_row(&m);
        if (!whole)
            memcpy(out, line, BYTES(row_out(s)));
    }
}

INLINED void add_strips(const float *from, float *to, int64_t length, int64_t strips, int64_t pitch) {
    for (int64_t i = 0; i < length; i += LANES) {
        Floats sum = AT(from + i);
        for (int64_t k = 1; k < strips; k++)
            sum += AT(from + k * pitch + i);
        if (i + LANES <= length)
            *(Floats *)(to + i) = sum;
        else
            memcpy(to + i, &sum, BYTES(length - i));
    }
}

/* Each row of the gradient is the sum of as many strips as the kernel is wide: pixels whose windows do not overlap
 * share one, so that nothing is read that has only just been written. `own` holds the strips, which begin as zeros. */
static void images_back_of(const float *slopes, const float *packed, float *image, float *own, const Shape *s) {
    const int64_t lanes = rounded(taps_in_row(s)), length = s->width * s->channels, pitch = strip_pitch(s);
    Product m = {.step = s->filters, .row_step = -row_out(s), .weights_row_step = s->filters * lanes,
                 .length = s->filters, .lanes = lanes, .pixels = columns_out(s), .to = own, .strips = s->wide,
                 .pitch = pitch, .to_step = s->channels};
    for (int64_t y = 0; y < s->height; y++, image += length) {
        const int64_t place = y + s->top, first = LARGER(0, place - rows_out(s) + 1);
        m.values = slopes + (place - first) * row_out(s);
        m.weights = packed + first * m.weights_row_step;
        m.rows = SMALLER(place, s->tall - 1) - first + 1;
        multiply_row(&m);
        for (int64_t k = 0; k < s->wide; k++) { /* clear what was written too much, behind a strip's last window */
            const int64_t behind = (m.pixels + s->wide - 1 - k) / s->wide * s->wide + k;
            memset(own + k * pitch + behind * s->channels, 0, BYTES(lanes - taps_in_row(s)));
        }
        add_strips(own + s->left * s->channels, image, length, s->wide, pitch);
    }
}

/* Sums over a block of rows: taps that lie side by side in the image, times filters. */
typedef struct {
    const float *values, *slopes;
    float *totals;
    int64_t step, row_step, filters, slope_step, rows, columns, pitch;
} Block;

INLINED void gather(const Block *b, int64_t tap, int64_t lane, const int taps, const int vectors) {
    Floats sum[TAPS][2];
    EACH(t, taps) EACH(v, vectors) sum[t][v] = (Floats){0};
    for (int64_t y = 0; y < b->rows; y++) {
        const float *value = b->values + y * b->row_step + tap, *slope = b->slopes + y * b->slope_step + lane;
        for (int64_t x = 0; x < b->columns; x++, value += b->step, slope += b->filters)
            EACH(t, taps) EACH(v, vectors) sum[t][v] += AT(slope + v * LANES) * value[t];
    }
    EACH(t, taps) EACH(v, vectors) *(Floats *)(b->totals + (tap + t) * b->pitch + lane + v * LANES) += sum[t][v];
}

typedef void (*Gather)(const Block *, int64_t, int64_t);
#define GATHER(taps) /* more than there are registers for are never asked for */ \
    static void gather_##taps##_1(const Block *b, int64_t tap, int64_t lane) { \
        gather(b, tap, lane, SMALLER(taps, TAPS), 1); \
    } \
    static void gather_##taps##_2(const Block *b, int64_t tap, int64_t lane) { \
        gather(b, tap, lane, SMALLER(taps, PAIRED_TAPS), 2); \
    }
GATHER(15) GATHER(12) GATHER(9) GATHER(8) GATHER(7) GATHER(6) GATHER(5) GATHER(4) GATHER(3) GATHER(2) GATHER(1)
#define BOTH(taps) {gather_##taps##_1, gather_##taps##_2}
static const Gather GATHERS[11][2] = {BOTH(15), BOTH(12), BOTH(9), BOTH(8), BOTH(7), BOTH(6),
                                      BOTH(5),  BOTH(4),  BOTH(3), BOTH(2), BOTH(1)};
static const int64_t GATHER_SIZES[11] = {15, 12, 9, 8, 7, 6, 5, 4, 3, 2, 1};

/* Take as many taps at once as there are registers for, in parts of about one size. */
static void gather_row(const Block *b, int64_t all) {
    for (int64_t lane = 0, vectors; lane < b->pitch; lane += vectors * LANES) {
        vectors = b->pitch - lane > LANES ? 2 : 1;
        const int64_t most = vectors == 2 ? PAIRED_TAPS : TAPS, parts = (all + most - 1) / most;
        int kind = 0;
        while (kind < 10 && GATHER_SIZES[kind + 1] * parts >= all)
            kind++;
        for (int64_t tap = 0; tap < all; tap += GATHER_SIZES[kind]) {
            while (GATHER_SIZES[kind] > all - tap)
                kind++;
            GATHERS[kind][vectors - 1](b, tap, lane);
        }
    }
}

/* Add up slopes, four pixels side by side. */
static void gather_bias(const Block *b, float *totals) {
    for (int64_t lane = 0; lane < b->filters; lane += LANES) {
        const float *slopes = b->slopes + lane;
        Floats sums[4] = {0};
        for (int64_t p = 0; p < b->rows * b->columns; p++)
            sums[p % 4] += AT(slopes + p * b->filters);
        *(Floats *)(totals + lane) += (sums[0] + sums[1]) + (sums[2] + sums[3]);
    }
}

/* Sums begin anew with each block of rows: short ones lose fewer digits, and what a block reads stays at hand. `own`
 * holds a padded image and, where the last vectors would be read from beyond their end, slopes. */
static void weights_back_many(const float *image, const float *slopes, float *totals, float *own, const Shape *s) {
    const int64_t lanes = rounded(s->filters), rows = rows_out(s), block_rows = LARGER(1, BLOCK / columns_out(s));
    const float *values = pad(image, own, s);
    if (lanes != s->filters)
        slopes = memcpy(own + padded_size(s), slopes, BYTES(out_size(s)));
    for (int64_t y = 0; y < rows; y += block_rows) {
        Block b = {.slopes = slopes + y * row_out(s), .step = s->channels, .row_step = padded_row(s),
                   .filters = s->filters, .slope_step = row_out(s), .rows = SMALLER(block_rows, rows - y),
                   .columns = columns_out(s), .pitch = lanes};
        for (int64_t k = 0; k < s->tall; k++) {
            b.values = values + (y + k) * b.row_step;
            b.totals = totals + k * taps_in_row(s) * lanes;
            gather_row(&b, taps_in_row(s));
        }
        gather_bias(&b, totals + taps(s) * lanes);
    }
}

/* Write eight rows of eight values as columns: halves are laid into each other, and the third time they have turned. */
INLINED void turn(const float *from, int64_t from_pitch, float *to, int64_t to_pitch) {
    Eight rows[8], laid[8];
    EACH(k, 8) rows[k] = *(const Eight *)(from + k * from_pitch);
    EACH(turns, 3) {
        EACH(k, 4) {
            laid[2 * k] = __builtin_shufflevector(rows[k], rows[k + 4], 0, 8, 1, 9, 2, 10, 3, 11);
            laid[2 * k + 1] = __builtin_shufflevector(rows[k], rows[k + 4], 4, 12, 5, 13, 6, 14, 7, 15);
        }
        EACH(k, 8) rows[k] = laid[k];
    }
    EACH(k, 8) *(Eight *)(to + k * to_pitch) = rows[k];
}

/* Write the image as one plane for each channel, within rims that are zero. */
INLINED void spread(const float *image, float *planes, const Shape *s) {
    for (int64_t c = 0; c < s->channels; c++)
        for (int64_t y = 0; y < s->height; y++) {
            const float *from = image + y * s->width * s->channels + c;
            float *to = planes + c * plane_size(s) + (y + s->top) * plane_pitch(s) + s->left;
            for (int64_t x = 0; x < s->width; x++)
                to[x] = from[x * s->channels];
        }
}

typedef void (*Few)(const float *, const float *, float *, const Shape *);
#define FEW_KIND(name, size, vectors) \
    static void name##_##size##_##vectors(const float *corner, const float *other, float *to, const Shape *s) { \
        name(corner, other, to, s, size, vectors); \
    }

/* Sums of vectors of pixels under the whole kernel, for each filter. Behind the weights there is the bias. */
INLINED void slide(const float *corner, const float *weight, float *to, const Shape *s, const int filters,
                   const int vectors) {
    Floats sum[FEW][2];
    EACH(f, filters) sum[f][0] = sum[f][1] = (Floats){0} + weight[taps(s) * filters + f];
    for (int64_t c = 0; c < s->channels; c++)
        for (int64_t y = 0; y < s->tall; y++)
            for (int64_t x = 0; x < s->wide; x++, weight += filters) {
                const float *at = corner + c * plane_size(s) + y * plane_pitch(s) + x;
                EACH(f, filters) EACH(v, vectors) sum[f][v] += AT(at + v * LANES) * weight[f];
            }
    EACH(f, filters) EACH(v, vectors) *(Floats *)(to + (2 * f + v) * LANES) = sum[f][v];
}
FEW_KIND(slide, 3, 1) FEW_KIND(slide, 4, 1) FEW_KIND(slide, 6, 1) FEW_KIND(slide, 8, 1)
FEW_KIND(slide, 3, 2) FEW_KIND(slide, 4, 2) FEW_KIND(slide, 6, 2) FEW_KIND(slide, 8, 2)

/* `own` holds planes, a row of what comes out, and sums that are not turned yet. */
static void convolve_few(const float *image, const float *packed, float *out, float *own, const Shape *s) {
    static const Few kinds[4][2] = {
        {slide_3_1, slide_3_2}, {slide_4_1, slide_4_2}, {slide_6_1, slide_6_2}, {slide_8_1, slide_8_2}};
    const Few *slides = kinds[few_filters(s) / 2 - 1];
    float *line = own + planes_size(s), *sums = line + line_size(s);
    spread(image, own, s);
    for (int64_t y = 0; y < rows_out(s); y++, out += row_out(s)) {
        for (int64_t x = 0; x < columns_out(s); x += 2 * LANES) {
            const int64_t pixels = SMALLER(columns_out(s) - x, 2 * LANES);
            slides[pixels > LANES](own + y * plane_pitch(s) + x, packed, sums, s);
            for (int64_t p = 0; p < pixels; p += 8) /* each writes too much, and the next one writes over it */
                turn(sums + p, 2 * LANES, line + (x + p) * s->filters, s->filters);
        }
        memcpy(out, line, BYTES(row_out(s)));
    }
}

/* Sums of taps side by side in one plane, times filters; their lanes are added up by the end. */
INLINED void gather_few(const float *corner, const float *slopes, float *totals, const Shape *s, const int taps,
                        const int filters) {
    Floats sum[5][4];
    EACH(t, taps) EACH(f, filters) sum[t][f] = (Floats){0};
    for (int64_t y = 0; y < rows_out(s); y++, corner += plane_pitch(s), slopes += slope_pitch(s))
        for (int64_t x = 0; x < columns_out(s); x += LANES)
            EACH(t, taps) EACH(f, filters) sum[t][f] += AT(corner + x + t) * AT(slopes + x + f * slope_plane(s));
    EACH(t, taps) EACH(f, filters) *(Floats *)(totals + (t * few_filters(s) + f) * LANES) += sum[t][f];
}
FEW_KIND(gather_few, 5, 3) FEW_KIND(gather_few, 3, 3) FEW_KIND(gather_few, 1, 3)
FEW_KIND(gather_few, 5, 4) FEW_KIND(gather_few, 3, 4) FEW_KIND(gather_few, 1, 4)

/* `own` holds planes, a row of slopes whose end is zero, slopes in planes; totals are (channel, tap, filter, lane). */
static void weights_back_few(const float *image, const float *slopes, float *totals, float *own, const Shape *s) {
    static const Few kinds[3][2] = {{gather_few_5_3, gather_few_5_4}, {gather_few_3_3, gather_few_3_4},
                                    {gather_few_1_3, gather_few_1_4}};
    static const int64_t sizes[3] = {5, 3, 1};
    const int64_t filters = few_filters(s), part = filters % 3 ? 4 : 3;
    float *line = own + planes_size(s), *turned = line + line_size(s);
    spread(image, own, s);
    for (int64_t y = 0; y < rows_out(s); y++) {
        memcpy(line, slopes + y * row_out(s), BYTES(row_out(s)));
        for (int64_t x = 0; x < slope_pitch(s); x += 8)
            turn(line + x * s->filters, s->filters, turned + y * slope_pitch(s) + x, slope_plane(s));
    }
    for (int64_t k = 0; k < s->channels * s->tall; k++) {
        const float *row = own + k / s->tall * plane_size(s) + k % s->tall * plane_pitch(s);
        for (int64_t x = 0, kind = 0; x < s->wide; x += sizes[kind]) {
            while (sizes[kind] > s->wide - x)
                kind++;
            for (int64_t f = 0; f < filters; f += part)
                kinds[kind][part - 3](row + x, turned + f * slope_plane(s),
                                      totals + ((k * s->wide + x) * filters + f) * LANES, s);
        }
    }
    for (int64_t f = 0; f < filters; f++) {
        Floats sum = {0};
        for (int64_t i = 0; i < slope_plane(s); i += LANES)
            sum += AT(turned + f * slope_plane(s) + i);
        *(Floats *)(totals + (taps(s) * filters + f) * LANES) += sum;
    }
}

/* Let each thread sum its images; return how many threads there were. */
static int sum_weights(const float *images, const float *slopes, float *room, const Shape *s, int threads, int few) {
    const int64_t sums = few ? few_totals_size(s) : totals_size(s);
    const int64_t rims = few ? planes_size(s) + line_size(s) : padded_size(s);
    int members = 1;
    #pragma omp parallel num_threads(threads)
    {
        const int thread = omp_get_thread_num(), team = omp_get_num_threads();
        float *totals = room_of(room, s, thread);
        if (!thread)
            members = team;
        memset(totals, 0, BYTES(sums + rims));
        FOR_EACH_IMAGE(s)
            (few ? weights_back_few : weights_back_many)(images + i * image_size(s), slopes + i * out_size(s), totals,
                                                         totals + sums, s);
    }
    return members;
}

/* Add the totals of all threads, in their order, and the lanes of each; write them where the weights lie. Tell whether
 * all of them are finite. */
static int deliver(float *room, float *weight, float *bias, const Shape *s, int team, int few) {
    const int64_t length = few ? few_totals_size(s) : totals_size(s);
    const int64_t filter = few ? LANES : 1, tap = few ? few_filters(s) * LANES : rounded(s->filters);
    const int64_t channel = few ? s->tall * s->wide : 1, across = few ? 1 : s->channels;
    float *total = room_of(room, s, 0), check = 0;
    for (int thread = 1; thread < team; thread++)
        for (int64_t i = 0; i < length; i++)
            total[i] += room_of(room, s, thread)[i];
    for (int64_t i = 0; few && i < length; i += LANES)
        for (int64_t half = LANES / 2; half; half /= 2)
            for (int64_t k = 0; k < half; k++)
                total[i + k] += total[i + k + half];
    FOR_EACH_WEIGHT(s) {
        const float sum = total[(c * channel + (y * s->wide + x) * across) * tap + f * filter];
        weight[f * s->filter_step + c * s->channel_step + y * s->down_step + x * s->across_step] = sum;
        check += 0 * sum;
    }
    for (int64_t f = 0; f < s->filters; f++)
        bias[f] = total[taps(s) * tap + f * filter];
    return check == 0;
}

/* Convolve; `bias` may be NULL. It is packed behind the weights. */
void convolve(const float *images, const float *weight, const float *bias, float *out, float *room, const Shape *shape,
              int threads) {
    const int few = is_few(shape);
    const int64_t tap = few ? few_filters(shape) : rounded(shape->filters), places = shape->tall * shape->wide;
    const int64_t across = few ? tap : shape->channels * tap;
    pack(weight, room, shape, 1, few ? places * tap : tap, shape->wide * across, across);
    if (bias)
        memcpy(room + taps(shape) * tap, bias, BYTES(shape->filters));
    #pragma omp parallel num_threads(threads)
    {
        const int thread = omp_get_thread_num(), team = omp_get_num_threads();
        float *own = room_of(room, shape, thread);
        memset(own, 0, BYTES(few ? planes_size(shape) : padded_size(shape)));
        FOR_EACH_IMAGE(shape)
            (few ? convolve_few : convolve_many)(images + i * image_size(shape), room, out + i * out_size(shape), own,
                                                 shape);
    }
}

/* Bring slopes of what was convolved back to the images. */
void images_back(const float *slopes, const float *weight, float *back, float *room, const Shape *shape, int threads) {
    const int64_t lanes = rounded(taps_in_row(shape));
    pack(weight, room, shape, lanes, 1, shape->filters * lanes, shape->channels);
    #pragma omp parallel num_threads(threads)
    {
        const int thread = omp_get_thread_num(), team = omp_get_num_threads();
        float *own = room_of(room, shape, thread);
        memset(own, 0, BYTES(shape->wide * strip_pitch(shape)));
        FOR_EACH_IMAGE(shape)
            images_back_of(slopes + i * out_size(shape), room, back + i * image_size(shape), own, shape);
    }
}

/* Sum slopes over all windows: the gradients of weights and bias. In vectors of pixels the idle lanes hold zeros, times
 * values that do not belong there; where one of these is not finite, it is all summed again without them. */
void weights_back(const float *images, const float *slopes, float *weight, float *bias, float *room, const Shape *shape,
                  int threads) {
    for (int few = is_few(shape); few >= 0; few--)
        if (deliver(room, weight, bias, shape, sum_weights(images, slopes, room, shape, threads, few), few))
            return;
}
