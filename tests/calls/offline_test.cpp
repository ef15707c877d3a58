// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
int main() { return 0; }
