// SPDX-License-Identifier: Apache-2.0
// The rest of rcv_port.h: values, random numbers, time, tasks. NVS is modelled by a file that is replaced as a whole,
// because ESP-IDF's NVS survives a power cut at any write with the old or the new value.
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#define MAX_VALUES 8

typedef struct {
    char key[16];
    uint32_t len;
    uint8_t bytes[64];
} value_t;

static value_t values[MAX_VALUES];
static pthread_mutex_t values_lock = PTHREAD_MUTEX_INITIALIZER;
static bool values_read;

static const char *path(const char *ending) {
    static char text[4096];
    snprintf(text, sizeof text, "%s%s", host.flash, ending);
    return text;
}

static void read_values(void) {
    if (values_read) return;
    values_read = true;
    FILE *file = fopen(path(".kv"), "rb");
    if (file == NULL) return;
    if (fread(values, sizeof values, 1, file) != 1) memset(values, 0, sizeof values);
    fclose(file);
}

static void write_values(void) {
    char from[4096], to[4096];
    if (flash_counts_and_cuts()) flash_power_off();
    strcpy(from, path(".kv-new"));
    strcpy(to, path(".kv"));
    FILE *file = fopen(from, "wb");
    if (file == NULL || fwrite(values, sizeof values, 1, file) != 1 || fclose(file) != 0 || rename(from, to) != 0) {
        host_fail(to);
    }
}

static value_t *find_value(const char *key) {
    read_values();
    for (size_t i = 0; i < MAX_VALUES; i++) {
        if (strncmp(values[i].key, key, sizeof values[i].key) == 0) return &values[i];
    }
    return NULL;
}

bool rcv_port_kv_get(const char *key, void *out, size_t len) {
    pthread_mutex_lock(&values_lock);
    value_t *value = find_value(key);
    bool found = value != NULL && value->len == len;
    if (found) memcpy(out, value->bytes, len);
    pthread_mutex_unlock(&values_lock);
    return found;
}

int rcv_port_kv_set(const char *key, const void *bytes, size_t len) {
    if (len > sizeof values[0].bytes || strlen(key) >= sizeof values[0].key) return 1;
    pthread_mutex_lock(&values_lock);
    value_t *value = find_value(key);
    if (value == NULL) value = find_value("");
    if (value != NULL) {
        strcpy(value->key, key);
        value->len = (uint32_t)len;
        memcpy(value->bytes, bytes, len);
        write_values();
    }
    pthread_mutex_unlock(&values_lock);
    return value == NULL;
}

int rcv_port_kv_erase(const char *key) {
    pthread_mutex_lock(&values_lock);
    value_t *value = find_value(key);
    if (value != NULL) {
        memset(value, 0, sizeof *value);
        write_values();
    }
    pthread_mutex_unlock(&values_lock);
    return 0;
}

bool rcv_port_nvs_anchor(const char *space, const char *key, size_t max, uint8_t **out, size_t *len) {
    (void)space;
    (void)key;
    FILE *file = host.nvs_anchor == NULL ? NULL : fopen(host.nvs_anchor, "rb");
    if (file == NULL) return false;
    *out = malloc(max);
    *len = *out == NULL ? 0 : fread(*out, 1, max, file);
    bool whole = *len > 0 && fgetc(file) == EOF;
    fclose(file);
    if (!whole) free(*out);
    return whole;
}

void rcv_port_random(void *out, size_t len) {
    if (getrandom(out, len, 0) != (ssize_t)len) host_fail("random numbers");
}

uint32_t rcv_port_uptime_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)(now.tv_sec * 1000 + now.tv_nsec / 1000000) + host.advance_ms;
}

uint64_t rcv_port_clock(void) {
    return (uint64_t)time(NULL);
}

uint32_t rcv_port_crc32(const void *data, size_t len) {
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < len; i++) {
        crc ^= ((const uint8_t *)data)[i];
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (0xedb88320u & -(crc & 1));
    }
    return ~crc;
}

static uint32_t answered_ms, answers_since;

void host_note_answer(void) {
    __atomic_store_n(&answered_ms, rcv_port_uptime_ms(), __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&answers_since, 1, __ATOMIC_SEQ_CST);
}

// With --restart-ms, once an answer has gone out and no other followed it for so long, whatever the load of the machine.
static bool was_heard(uint32_t quiet_ms) {
    uint32_t last = __atomic_load_n(&answered_ms, __ATOMIC_SEQ_CST);
    return __atomic_load_n(&answers_since, __ATOMIC_SEQ_CST) > 0 && rcv_port_uptime_ms() - last >= quiet_ms;
}

static void *restart(void *arg) {
    uint32_t at = rcv_port_uptime_ms() + (uint32_t)(uintptr_t)arg;
    while ((int32_t)(at - rcv_port_uptime_ms()) > 0) {
        if (host.restart_ms > 0 && was_heard(host.restart_ms)) break;
        usleep(2000);
    }
    fflush(stdout);
    if (host.respawn) execv("/proc/self/exe", host.argv);
    _exit(EXIT_RESTART);
}

void rcv_port_restart_in(uint32_t ms) {
    pthread_t thread;
    __atomic_store_n(&answers_since, 0, __ATOMIC_SEQ_CST);
    if (pthread_create(&thread, NULL, restart, (void *)(uintptr_t)ms) != 0) host_fail("thread");
    pthread_detach(thread);
}

typedef struct {
    void (*run)(void *);
    void *arg;
} task_t;

static void *run_task(void *arg) {
    task_t task = *(task_t *)arg;
    free(arg);
    task.run(task.arg);
    return NULL;
}

bool rcv_port_task(const char *name, void (*run)(void *), void *arg) {
    (void)name;
    pthread_t thread;
    task_t *task = malloc(sizeof *task);
    if (task == NULL) return false;
    *task = (task_t){run, arg};
    if (pthread_create(&thread, NULL, run_task, task) != 0) return false;
    pthread_detach(thread);
    return true;
}

rcv_mutex_t rcv_port_mutex_new(void) {
    pthread_mutex_t *mutex = malloc(sizeof *mutex);
    if (mutex != NULL) pthread_mutex_init(mutex, NULL);
    return mutex;
}

void rcv_port_lock(rcv_mutex_t mutex) {
    pthread_mutex_lock(mutex);
}

void rcv_port_unlock(rcv_mutex_t mutex) {
    pthread_mutex_unlock(mutex);
}

typedef struct {
    pthread_mutex_t mutex;
    pthread_cond_t raised;
    bool up;
} signal_t;

rcv_signal_t rcv_port_signal_new(void) {
    signal_t *signal = calloc(1, sizeof *signal);
    if (signal == NULL) return NULL;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&signal->raised, &monotonic);
    pthread_mutex_init(&signal->mutex, NULL);
    return signal;
}

void rcv_port_signal(rcv_signal_t of) {
    signal_t *signal = of;
    pthread_mutex_lock(&signal->mutex);
    signal->up = true;
    pthread_cond_signal(&signal->raised);
    pthread_mutex_unlock(&signal->mutex);
}

bool rcv_port_wait(rcv_signal_t of, uint32_t timeout_ms) {
    signal_t *signal = of;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_mutex_lock(&signal->mutex);
    while (!signal->up && pthread_cond_timedwait(&signal->raised, &signal->mutex, &until) != ETIMEDOUT) continue;
    bool raised = signal->up;
    signal->up = false;
    pthread_mutex_unlock(&signal->mutex);
    return raised;
}
