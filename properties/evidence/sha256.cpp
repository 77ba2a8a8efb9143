#include "evidence/sha256.h"

#include <nettle/base64.h>
#include <nettle/sha2.h>

#include <array>

namespace jepa_oracle::properties {
namespace {

const std::uint8_t* octets(std::string_view bytes) { return reinterpret_cast<const std::uint8_t*>(bytes.data()); }

}  // namespace

std::string sha256(std::string_view bytes) {
  sha256_ctx context;
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest;
  sha256_init(&context);
  sha256_update(&context, bytes.size(), octets(bytes));
  sha256_digest(&context, digest.size(), digest.data());
  constexpr std::string_view kHexadecimal = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : digest) {
    text += kHexadecimal[octet >> 4];
    text += kHexadecimal[octet & 15];
  }
  return text;
}

std::string base64(std::string_view bytes) {
  std::string text(BASE64_ENCODE_RAW_LENGTH(bytes.size()), '\0');
  base64_encode_raw(text.data(), bytes.size(), octets(bytes));
  return text;
}

}  // namespace jepa_oracle::properties
