// What llama-bench does not measure, done with libllama at its best, for `lam bench engine`.
//
//   llama-peer MODEL THREADS together SEQUENCES TOKENS PROMPT   decodes sequences in one batch each step
//   llama-peer MODEL THREADS score COUNT TOKENS PROMPT          scores continuations in one batch
//   llama-peer MODEL THREADS load                               milliseconds until the context is there
//   llama-peer MODEL THREADS memory PROMPT                      peak bytes after reading a prompt
//   llama-peer MODEL THREADS quantize FILE                      writes the same weights as Q4_0
//
// It prints one number: tokens a second, milliseconds or bytes. Each is measured after one round
// that is not counted, except for `load`, for which the caller warms the page cache.
#include <llama.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void fail(const char *what) {
    fprintf(stderr, "llama-peer: %s failed\n", what);
    exit(1);
}

static void quiet(enum ggml_log_level level, const char *text, void *data) {
    (void)data;
    if (level == GGML_LOG_LEVEL_ERROR) { fputs(text, stderr); }
}

static struct llama_context *context_of(struct llama_model *model, int threads, int sequences, int tokens,
                                        bool unified) {
    struct llama_context_params params = llama_context_default_params();
    params.n_ctx = (uint32_t)tokens;
    params.n_seq_max = (uint32_t)sequences;
    params.n_threads = params.n_threads_batch = threads;
    params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_ENABLED;
    params.kv_unified = unified;
    struct llama_context *context = llama_init_from_model(model, params);
    if (!context) { fail("making a context"); }
    return context;
}

static void add(struct llama_batch *batch, int token, int position, int sequence, bool logits) {
    int at = batch->n_tokens++;
    batch->token[at] = token;
    batch->pos[at] = position;
    batch->n_seq_id[at] = 1;
    batch->seq_id[at][0] = sequence;
    batch->logits[at] = logits;
}

static void run(struct llama_context *context, struct llama_batch batch) {
    if (llama_decode(context, batch)) { fail("llama_decode"); }
    llama_synchronize(context);
}

static int random_token(int vocabulary) { return rand() % vocabulary; }

static double together(struct llama_model *model, int threads, int sequences, int tokens, int prompt,
                       bool unified) {
    int vocabulary = llama_vocab_n_tokens(llama_model_get_vocab(model));
    int each = prompt + tokens;
    struct llama_context *context =
        context_of(model, threads, sequences, sequences * ((each + 255) / 256 * 256), unified);
    struct llama_batch batch = llama_batch_init(sequences * prompt, 0, 1);
    double speed = 0;
    for (int round = 0; round < 2; round++) {
        llama_memory_clear(llama_get_memory(context), false);
        for (int s = 0; s < sequences; s++) {
            batch.n_tokens = 0;
            for (int i = 0; i < prompt; i++) { add(&batch, random_token(vocabulary), i, s, i == prompt - 1); }
            run(context, batch);
        }
        double start = now();
        for (int i = 0; i < tokens; i++) {
            batch.n_tokens = 0;
            for (int s = 0; s < sequences; s++) { add(&batch, random_token(vocabulary), prompt + i, s, true); }
            run(context, batch);
        }
        speed = sequences * tokens / (now() - start);
    }
    llama_batch_free(batch);
    llama_free(context);
    return speed;
}

static double log_sum_exp(const float *logits, int n) {
    float most = logits[0], sum = 0;
    for (int i = 1; i < n; i++) { most = logits[i] > most ? logits[i] : most; }
    for (int i = 0; i < n; i++) { sum += expf(logits[i] - most); }
    return (double)most + log((double)sum);
}

// Keeps the compiler from leaving out what is computed.
static volatile double scores;

// All continuations in one batch, each with a sequence id of its own that shares the prompt's cells.
static double score(struct llama_model *model, int threads, int count, int tokens, int prompt) {
    int vocabulary = llama_vocab_n_tokens(llama_model_get_vocab(model));
    int rows = count * (tokens - 1);
    struct llama_context *context = context_of(model, threads, count, prompt + rows + 64, true);
    llama_memory_t memory = llama_get_memory(context);
    struct llama_batch batch = llama_batch_init(prompt > rows ? prompt : rows, 0, 1);
    int *continuations = malloc((size_t)(count * tokens) * sizeof(int));
    double speed = 0, total = 0;
    for (int round = 0; round < 2; round++) {
        llama_memory_clear(memory, false);
        batch.n_tokens = 0;
        for (int i = 0; i < prompt; i++) { add(&batch, random_token(vocabulary), i, 0, i == prompt - 1); }
        run(context, batch);
        double first = log_sum_exp(llama_get_logits_ith(context, -1), vocabulary);
        const float *after = llama_get_logits_ith(context, -1);
        for (int i = 0; i < count * tokens; i++) { continuations[i] = random_token(vocabulary); }
        double start = now();
        for (int c = 0; c < count; c++) { total += after[continuations[c * tokens]] - first; }
        for (int c = 1; c < count; c++) { llama_memory_seq_cp(memory, 0, c, -1, -1); }
        batch.n_tokens = 0;
        for (int c = 0; c < count; c++) {
            for (int i = 0; i < tokens - 1; i++) {
                add(&batch, continuations[c * tokens + i], prompt + i, c, true);
            }
        }
        run(context, batch);
        for (int row = 0; row < rows; row++) {
            const float *logits = llama_get_logits_ith(context, row);
            int target = continuations[row / (tokens - 1) * tokens + row % (tokens - 1) + 1];
            total += logits[target] - log_sum_exp(logits, vocabulary);
        }
        speed = count * tokens / (now() - start);
    }
    scores = total;
    free(continuations);
    llama_batch_free(batch);
    llama_free(context);
    return speed;
}

static double peak_bytes(void) {
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    double kilobytes = 0;
    while (status && fgets(line, sizeof line, status)) {
        if (!strncmp(line, "VmHWM:", 6)) { kilobytes = atof(line + 6); }
    }
    if (status) { fclose(status); }
    return kilobytes * 1024;
}

int main(int count, char **arguments) {
    if (count < 4) {
        fprintf(stderr, "usage: llama-peer MODEL THREADS together|score|load|memory|quantize ...\n");
        return 2;
    }
    const char *path = arguments[1], *work = arguments[3];
    int threads = atoi(arguments[2]), values[3] = {0};
    for (int i = 0; i < 3 && i + 4 < count; i++) { values[i] = atoi(arguments[i + 4]); }
    llama_log_set(quiet, NULL);
    llama_backend_init();
    srand((unsigned)time(NULL));
    if (!strcmp(work, "quantize") && count == 5) {
        struct llama_model_quantize_params params = llama_model_quantize_default_params();
        params.allow_requantize = true;
        params.ftype = LLAMA_FTYPE_MOSTLY_Q4_0;
        params.nthread = threads;
        return llama_model_quantize(path, arguments[4], &params) ? 1 : 0;
    }
    double start = now();
    struct llama_model *model = llama_model_load_from_file(path, llama_model_default_params());
    if (!model) { fail("loading the model"); }
    if (!strcmp(work, "load")) {
        struct llama_context *context = context_of(model, threads, 1, 2048, true);
        printf("%f\n", (now() - start) * 1e3);
        llama_free(context);
    } else if (!strcmp(work, "memory") && values[0] > 0) {
        struct llama_context *context = context_of(model, threads, 1, values[0], true);
        struct llama_batch batch = llama_batch_init(values[0], 0, 1);
        for (int i = 0; i < values[0]; i++) { add(&batch, i % 1000, i, 0, i == values[0] - 1); }
        run(context, batch);
        printf("%f\n", peak_bytes());
        llama_batch_free(batch);
        llama_free(context);
    } else if (!strcmp(work, "together") && values[0] > 0 && values[1] > 0 && values[2] > 0) {
        // One shared cell buffer or a stream for each sequence: whichever is faster here.
        double shared = together(model, threads, values[0], values[1], values[2], true);
        double streams = together(model, threads, values[0], values[1], values[2], false);
        printf("%f\n", shared > streams ? shared : streams);
    } else if (!strcmp(work, "score") && values[0] > 0 && values[1] > 1 && values[2] > 0) {
        printf("%f\n", score(model, threads, values[0], values[1], values[2]));
    } else {
        fprintf(stderr, "llama-peer: %s needs other arguments; see the head of peer.c\n", work);
        return 2;
    }
    llama_model_free(model);
    return 0;
}
