# Language level, warnings, hardening, sanitizers, ccache: what every target of ours is built with.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

option(BEDSIDE_TESTS "Build the tests, fuzz replays and benchmarks" ON)
option(BEDSIDE_WERROR "Treat warnings as errors" OFF)
set(BEDSIDE_SANITIZE "" CACHE STRING "Sanitizers for every target, such as address,undefined or thread")
option(BEDSIDE_FUZZ "Build the fuzz targets with libFuzzer (clang)" OFF)
option(BEDSIDE_COVERAGE "Count the lines that run in the sources of tests/fuzz/parser_files.txt (GCC)" OFF)
set(BEDSIDE_FOLDERS "" CACHE STRING "Configure only these core folders, with their tests (empty: everything)")

find_program(BEDSIDE_CCACHE ccache)
if(BEDSIDE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # The sloppiness lets ccache serve files that use a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime CCACHE_NOHASHDIR=1 ${BEDSIDE_CCACHE})
endif()

add_library(bedside_settings INTERFACE)
target_include_directories(bedside_settings INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(bedside_settings INTERFACE
  BEDSIDE_VERSION="${PROJECT_VERSION}" QT_NO_CAST_FROM_ASCII QT_NO_FOREACH QT_NO_KEYWORDS)

if(MSVC)
  target_compile_options(bedside_settings INTERFACE /W4 /permissive- /Zc:__cplusplus /utf-8 /guard:cf)
else()
  target_compile_options(bedside_settings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor
    -fstack-protector-strong -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
  if(BEDSIDE_WERROR)
    target_compile_options(bedside_settings INTERFACE -Werror)
  endif()
  if(CMAKE_BUILD_TYPE MATCHES "Release|RelWithDebInfo")
    target_compile_options(bedside_settings INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  endif()
  if(BEDSIDE_SANITIZE)
    target_compile_options(bedside_settings INTERFACE -fsanitize=${BEDSIDE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(bedside_settings INTERFACE -fsanitize=${BEDSIDE_SANITIZE})
    if(BEDSIDE_SANITIZE MATCHES "undefined")
      target_compile_options(bedside_settings INTERFACE -fno-sanitize-recover=undefined)
    endif()
  endif()
  if(BEDSIDE_FUZZ)
    target_compile_options(bedside_settings INTERFACE -fsanitize=fuzzer-no-link) # coverage of the parsers, too
  endif()
  if(UNIX AND NOT APPLE)
    target_link_options(bedside_settings INTERFACE -Wl,-z,relro,-z,now -Wl,--as-needed)
  endif()
endif()
