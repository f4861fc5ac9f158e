// SPDX-License-Identifier: Apache-2.0
// protocomm over HTTP as ESP-IDF serves it: one connection at a time, a new one closes the old; a failing handler drops
// the connection without a word. Sessions belong to a cookie (since v4.3) or to the connection (before).
#include "host.h"
#include "rcv.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_HEAD 4096u
#define MAX_BODY 4096u
#define MAX_COOKIE 20u

static int listener = -1, client = -1;
static char buffer[MAX_HEAD + MAX_BODY + 1];
static size_t filled;
static uint32_t answers;

static struct {
    bool open;
    uint32_t cookie;
    bool by_cookie; // the right cookie was seen: from then on it is required
    bool on_socket;
} session;

typedef struct {
    char endpoint[64];
    size_t head_len, body_len;
    char cookie[64];
    bool complete;
} request_t;

static void drop(void) {
    if (client < 0) return;
    close(client);
    client = -1;
    filled = 0;
    session.on_socket = false;
    if (!host.cookies) session.open = false;
    rcv_link_lost();
}

static void open_session(void) {
    session_reset();
    session.open = session.on_socket = true;
    session.by_cookie = false;
    rcv_port_random(&session.cookie, sizeof session.cookie);
}

static bool has_own_cookie(const request_t *request) {
    char expected[32];
    snprintf(expected, sizeof expected, "session=%u", (unsigned)session.cookie);
    return session.open && strcmp(request->cookie, expected) == 0;
}

// True where a new session began.
static bool choose_session(const request_t *request) {
    if (host.cookies && request->cookie[0] != 0) {
        if (has_own_cookie(request)) {
            session.by_cookie = true;
            return false;
        }
    } else if (session.open && session.on_socket && !session.by_cookie) {
        return false;
    }
    open_session();
    return true;
}

static bool write_all(const void *data, size_t len) {
    const char *at = data;
    while (len > 0) {
        ssize_t done = send(client, at, len, MSG_NOSIGNAL);
        if (done <= 0) return false;
        at += done;
        len -= (size_t)done;
    }
    return true;
}

static bool send_answer(const uint8_t *body, size_t len, bool is_new) {
    char head[256];
    int head_len = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %zu\r\n", len);
    if (host.cookies && is_new) {
        head_len += snprintf(head + head_len, sizeof head - (size_t)head_len, "Set-Cookie: session=%u\r\n", (unsigned)session.cookie);
    }
    head_len += snprintf(head + head_len, sizeof head - (size_t)head_len, "\r\n");
    return write_all(head, (size_t)head_len) && write_all(body, len);
}

static void answer(const request_t *request) {
    uint8_t *out = NULL;
    size_t out_len = 0;
    bool is_new = choose_session(request);
    // A copy of exactly its length, so that a sanitizer sees every read past it.
    uint8_t *body = malloc(request->body_len);
    if (body == NULL) host_fail("memory");
    memcpy(body, buffer + request->head_len, request->body_len);
    int failed = protocomm_handle(request->endpoint, body, request->body_len, &out, &out_len);
    free(body);
    bool lost = ++answers == host.drop_answer;
    bool kept = failed == 0 && !lost && send_answer(out, out_len, is_new);
    host_note_answer();
    free(out);
    size_t used = request->head_len + request->body_len;
    memmove(buffer, buffer + used, filled - used);
    filled -= used;
    if (!kept) drop();
}

static void read_header(const char *line, request_t *request) {
    if (strncasecmp(line, "Content-Length:", 15) == 0) request->body_len = strtoul(line + 15, NULL, 10);
    if (strncasecmp(line, "Cookie:", 7) != 0) return;
    line += 7;
    while (*line == ' ') line++;
    // A value that does not fit the unit's buffer counts as none.
    if (strlen(line) < MAX_COOKIE) strcpy(request->cookie, line);
}

// False where the bytes are no request of ours.
static bool parse(request_t *request) {
    memset(request, 0, sizeof *request);
    buffer[filled] = 0;
    char *end = strstr(buffer, "\r\n\r\n");
    if (end == NULL) return filled < MAX_HEAD;
    char head[MAX_HEAD + MAX_BODY + 1], *rest = head;
    size_t len = (size_t)(end - buffer);
    memcpy(head, buffer, len);
    head[len] = 0;
    char *line = strtok_r(rest, "\r\n", &rest);
    if (line == NULL || sscanf(line, "POST /%63s HTTP/1.1", request->endpoint) != 1) return false;
    while ((line = strtok_r(rest, "\r\n", &rest)) != NULL) read_header(line, request);
    request->head_len = len + 4;
    if (request->body_len == 0 || request->body_len > MAX_BODY) return false;
    if (request->head_len + request->body_len > sizeof buffer - 1) return false;
    request->complete = filled >= request->head_len + request->body_len;
    return true;
}

static void receive(void) {
    ssize_t got = recv(client, buffer + filled, sizeof buffer - 1 - filled, 0);
    if (got <= 0) {
        drop();
        return;
    }
    filled += (size_t)got;
    request_t request;
    while (client >= 0 && filled > 0) {
        if (!parse(&request)) drop();
        else if (request.complete) answer(&request);
        else return;
    }
}

static void accept_client(void) {
    int accepted = accept(listener, NULL, NULL);
    if (accepted < 0) return;
    drop();
    client = accepted;
}

// Lines on standard input, where asked for; its end ends the program.
static void control(void) {
    static char line[128];
    if (fgets(line, sizeof line, stdin) == NULL) exit(0);
    uint32_t value = 0;
    char name[32] = "";
    if (sscanf(line, "%31s %u", name, &value) < 1) return;
    if (strcmp(name, "cut-at") == 0) {
        __atomic_store_n(&host.cut_at, value == 0 ? 0 : flash_operations() + value, __ATOMIC_SEQ_CST); // the writer looks at it
    }
    if (strcmp(name, "drop-answer") == 0) host.drop_answer = value == 0 ? 0 : answers + value;
    else if (strcmp(name, "erase-ms") == 0) host.erase_ms = value;
    else if (strcmp(name, "drop-link") == 0) drop();
    else if (strcmp(name, "advance-ms") == 0) host.advance_ms += value;
    printf("ok %s operations %u answers %u\n", name, (unsigned)flash_operations(), (unsigned)answers);
    fflush(stdout);
}

static void listen_on_loopback(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)host.port)};
    socklen_t len = sizeof address;
    int yes = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, len) != 0 || listen(listener, 4) != 0) host_fail("port");
    getsockname(listener, (struct sockaddr *)&address, &len);
    char port[16];
    snprintf(port, sizeof port, "%u", (unsigned)ntohs(address.sin_port));
    setenv("RCV_DEVICE_PORT", port, 1); // for the next start, so that a restarted unit is found where it was
    printf("listening http://127.0.0.1:%u\n", (unsigned)ntohs(address.sin_port));
    fflush(stdout);
}

void http_serve(void) {
    listen_on_loopback();
    setvbuf(stdin, NULL, _IONBF, 0);
    session_reset();
    for (;;) {
        struct pollfd waiting[3] = {{.fd = listener, .events = POLLIN},
                                    {.fd = client, .events = POLLIN},
                                    {.fd = host.control ? STDIN_FILENO : -1, .events = POLLIN}};
        if (poll(waiting, 3, -1) < 0 && errno != EINTR) host_fail("poll");
        if (waiting[2].revents != 0) control();
        if (client >= 0 && client == waiting[1].fd && waiting[1].revents != 0) receive();
        if (waiting[0].revents != 0) accept_client();
    }
}
