#pragma once

#include <curl/curl.h>

// Swift can't call variadic functions: one shim for each type of argument.

typedef size_t (*engram_curl_data_callback)(char *data, size_t size, size_t count, void *context);

static inline CURLcode engram_curl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

// libcurl copies the string.
static inline CURLcode engram_curl_set_string(
    CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode engram_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode engram_curl_set_list(
    CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode engram_curl_set_data_callback(
    CURL *easy, CURLoption option, engram_curl_data_callback value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode engram_curl_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode engram_curl_get_private(CURL *easy, char **value) {
  return curl_easy_getinfo(easy, CURLINFO_PRIVATE, value);
}

static inline CURLMcode engram_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

// What a finished transfer ended with; the message itself holds a union.
static inline CURLcode engram_curl_message_result(const CURLMsg *message) {
  return message->data.result;
}
