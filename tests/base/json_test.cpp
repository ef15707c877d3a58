// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"

#include <QtTest>
#include <nlohmann/json.hpp>

using namespace bedside;

class JsonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refusesWhatIsNotStrictJson()
    {
        for (const char *bad : {"", "{", "{\"a\":1,\"a\":2}", "{\"a\":1} x", "// c\n1", "[1,]", "{'a':1}", "\"\xff\"", "nan", "01"})
            QVERIFY2(!parseJson(asBytes(bad)).ok(), bad);
    }
    void refusesWhatIsOverALimit()
    {
        std::string deep(18, ']');
        deep.replace(0, 9, 9, '[');
        QVERIFY(parseJson(asBytes(deep)).error().code() == ErrorCode::TooLarge);
        QVERIFY(parseJson(asBytes("[1,2,3]"), {.bytes = 6}).error().code() == ErrorCode::TooLarge);
        QVERIFY(parseJson(asBytes("[1,2,3]"), {.values = 3}).error().code() == ErrorCode::TooLarge);
    }
    void readsTypedMembersOnly()
    {
        const Json value = *parseJson(asBytes(R"({"s":"text","n":5,"f":1.5,"b":true,"d":"Zm9v","a":[1]})"));
        QCOMPARE(*jsonString(value, "s", 4), std::string("text"));
        QVERIFY(jsonString(value, "s", 3).error().code() == ErrorCode::TooLarge);
        QVERIFY(!jsonString(value, "n", 9).ok());
        QVERIFY(!jsonString(value, "absent", 9).ok());
        QCOMPARE(*jsonInteger(value, "n", 0, 5), std::int64_t(5));
        QVERIFY(!jsonInteger(value, "n", 0, 4).ok());
        QVERIFY(!jsonInteger(value, "f", 0, 4).ok());
        QVERIFY(*jsonBool(value, "b"));
        QVERIFY(equalBytes(*jsonBase64(value, "d", 3), asBytes("foo")));
        QVERIFY(!jsonArray(value, "a", 0).ok());
        QVERIFY(!jsonString(Json::array(), "s", 4).ok());
    }
};

QTEST_GUILESS_MAIN(JsonTest)
#include "json_test.moc"
