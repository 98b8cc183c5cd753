// ggml's flash attention alone: microseconds an operation takes, the median of some rounds.
//
// usage: attention-peer THREADS HEADS KV_HEADS HEAD KEYS ROWS LAYERS ROUNDS
//
// Keys and values are halves and lie as llama.cpp's cache has them, token by token; each of the
// layers has its own, so that they are not in the cache of the processor unless they all fit. The
// rows are the last positions of the sequence and see what is before them, by a mask.
#include <ggml-cpu.h>
#include <ggml.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static float noise(void) { return (float)rand() / (float)RAND_MAX * 2 - 1; }

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void fill(struct ggml_tensor *t, float scale) {
    // A stretch of noise over and over: what the numbers are does not matter for the time.
    enum { STRETCH = 1 << 16 };
    static float numbers[STRETCH];
    static ggml_fp16_t halves[STRETCH];
    for (int i = 0; i < STRETCH; i++) { numbers[i] = noise() * scale; }
    ggml_fp32_to_fp16_row(numbers, halves, STRETCH);
    const void *from = t->type == GGML_TYPE_F32 ? (const void *)numbers : (const void *)halves;
    size_t total = ggml_nbytes(t), part = STRETCH * ggml_type_size(t->type);
    for (size_t at = 0; at < total; at += part) {
        memcpy((char *)t->data + at, from, total - at < part ? total - at : part);
    }
}

int main(int argc, char **argv) {
    if (argc != 9) {
        fprintf(stderr, "usage: %s THREADS HEADS KV_HEADS HEAD KEYS ROWS LAYERS ROUNDS\n", argv[0]);
        return 2;
    }
    int threads = atoi(argv[1]), heads = atoi(argv[2]), kv_heads = atoi(argv[3]), head = atoi(argv[4]);
    int keys = atoi(argv[5]), rows = atoi(argv[6]), layers = atoi(argv[7]), rounds = atoi(argv[8]);
    size_t cache = (size_t)layers * 2 * (size_t)kv_heads * (size_t)head * (size_t)keys * 2;
    size_t work = (size_t)rows * (size_t)keys * 2 + (size_t)(layers + 2) * (size_t)rows * (size_t)(heads * head) * 4;
    struct ggml_context *ctx =
        ggml_init((struct ggml_init_params){.mem_size = cache + 2 * work + (64u << 20)});
    if (!ctx) { return 1; }
    struct ggml_tensor *mask = ggml_new_tensor_2d(ctx, GGML_TYPE_F16, keys, rows);
    for (int r = 0; r < rows; r++) {
        for (int k = 0; k < keys; k++) {
            ((ggml_fp16_t *)mask->data)[(size_t)r * (size_t)keys + (size_t)k] =
                ggml_fp32_to_fp16(k <= keys - rows + r ? 0 : -INFINITY);
        }
    }
    struct ggml_tensor *query = ggml_new_tensor_3d(ctx, GGML_TYPE_F32, head, rows, heads);
    fill(query, 2);
    struct ggml_cgraph *graph = ggml_new_graph(ctx);
    for (int layer = 0; layer < layers; layer++) {
        struct ggml_tensor *k = ggml_new_tensor_3d(ctx, GGML_TYPE_F16, head, kv_heads, keys);
        struct ggml_tensor *v = ggml_new_tensor_3d(ctx, GGML_TYPE_F16, head, kv_heads, keys);
        fill(k, 2);
        fill(v, 1);
        ggml_build_forward_expand(
            graph, ggml_flash_attn_ext(ctx, query, ggml_permute(ctx, k, 0, 2, 1, 3),
                                       ggml_permute(ctx, v, 0, 2, 1, 3), mask, 1 / sqrtf((float)head), 0, 0));
    }
    ggml_cpu_init();
    struct ggml_threadpool_params parameters = ggml_threadpool_params_default(threads);
    struct ggml_threadpool *pool = ggml_threadpool_new(&parameters);
    struct ggml_cplan plan = ggml_graph_plan(graph, threads, pool);
    plan.work_data = malloc(plan.work_size + 64);
    double *times = calloc((size_t)rounds, sizeof(double));
    if (!plan.work_data || !times) { return 1; }
    ggml_graph_compute(graph, &plan);
    for (int i = 0; i < rounds; i++) {
        double start = seconds();
        if (ggml_graph_compute(graph, &plan) != GGML_STATUS_SUCCESS) { return 1; }
        times[i] = seconds() - start;
    }
    qsort(times, (size_t)rounds, sizeof(double), compare);
    printf("%.2f\n", times[rounds / 2] / layers * 1e6);
    ggml_threadpool_free(pool);
    ggml_free(ctx);
    free(plan.work_data);
    free(times);
    return 0;
}
