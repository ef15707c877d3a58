// SPDX-License-Identifier: Apache-2.0
// Looking up relays' names, with a resolver of the test's own in place of the system's.
#include "core/media/network_interfaces.h"

#include <QElapsedTimer>
#include <QTest>

#undef signals // GLib's word
#include <gio/gio.h>

using namespace bedside;
using namespace bedside::media;
using namespace std::chrono_literals;

namespace {

// Answers some names, refuses others, and never answers "hangs.example" until it is cancelled.
struct TestResolver {
    GResolver parent;
};
struct TestResolverClass {
    GResolverClass parent;
};
G_DEFINE_TYPE(TestResolver, test_resolver, G_TYPE_RESOLVER)

void lookUp(GResolver *self, const gchar *name, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
    GTask *task = g_task_new(self, cancellable, callback, data);
    if (std::string_view(name) == "hangs.example") {
        const auto cancel = +[](GCancellable *, gpointer pending) { g_task_return_error_if_cancelled(G_TASK(pending)); };
        g_cancellable_connect(cancellable, G_CALLBACK(cancel), task, g_object_unref);
        return;
    }
    if (std::string_view(name) == "both.example") {
        GList *found = nullptr;
        for (const char *text : {"2001:db8::1", "192.0.2.1", "192.0.2.2"})
            found = g_list_append(found, g_inet_address_new_from_string(text));
        g_task_return_pointer(task, found, nullptr);
    } else {
        g_task_return_new_error(task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s", name);
    }
    g_object_unref(task);
}

GList *finish(GResolver *, GAsyncResult *result, GError **error)
{
    return static_cast<GList *>(g_task_propagate_pointer(G_TASK(result), error));
}

void test_resolver_init(TestResolver *) {}

void test_resolver_class_init(TestResolverClass *type)
{
    type->parent.lookup_by_name_async = &lookUp;
    type->parent.lookup_by_name_finish = &finish;
}

using Addresses = std::vector<std::string>;

} // namespace

class RelayNamesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        auto *resolver = static_cast<GResolver *>(g_object_new(test_resolver_get_type(), nullptr));
        g_resolver_set_default(resolver);
        g_object_unref(resolver);
    }
    void findsTheFirstAddressOfEachFamily()
    {
        const auto found = addressesOf({"both.example", "192.0.2.7", "2001:db8::7"}, 20s);
        QCOMPARE(found.size(), std::size_t(3));
        QCOMPARE(*found[0], (Addresses{"192.0.2.1", "2001:db8::1"}));
        QCOMPARE(*found[1], Addresses{"192.0.2.7"});
        QCOMPARE(*found[2], Addresses{"2001:db8::7"});
        QVERIFY(addressesOf({}, 20s).empty());
    }
    void saysThatThereIsNoSuchName()
    {
        const auto found = addressesOf({"nowhere.example", "both.example"}, 20s);
        QVERIFY(found[0].error() == Error(ErrorCode::NotFound));
        QVERIFY(found[1].ok());
    }
    // No longer than it was given, whatever the name server does; and what answers is there all the same.
    void doesNotWaitForANameServerThatHangs()
    {
        QElapsedTimer timer;
        timer.start();
        const auto found = addressesOf({"hangs.example", "both.example", "hangs.example"}, 100ms);
        QVERIFY(timer.elapsed() >= 100);
        QVERIFY(found[0].error() == Error(ErrorCode::TimedOut));
        QCOMPARE(found[1]->size(), std::size_t(2));
        QVERIFY(found[2].error() == Error(ErrorCode::TimedOut));
    }
};

QTEST_GUILESS_MAIN(RelayNamesTest)
#include "relay_names_test.moc"
