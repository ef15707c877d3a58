// SPDX-License-Identifier: Apache-2.0
// Carries the tests' precompiled header; the program itself is never run.
int main() { return 0; }
