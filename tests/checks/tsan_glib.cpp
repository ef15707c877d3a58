// SPDX-License-Identifier: Apache-2.0
// Linked into every program of the tsan preset. GLib locks with futexes of its own, which ThreadSanitizer cannot see in
// a library that is not instrumented: everything that one of GStreamer's threads hands to another would look like a
// race. These stand in front of GLib's functions, call them, and say what they order. Nothing is suppressed by it.
#include <dlfcn.h>
#include <glib.h>
#include <gst/gst.h>
#include <sanitizer/tsan_interface.h>

namespace {

template <class Function>
Function *next(Function *, const char *name)
{
    return reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name));
}

void taken(void *lock) { __tsan_acquire(lock); }
void givenBack(void *lock) { __tsan_release(lock); }

struct Call { // handed to another thread by one of the functions below
    GstElementCallAsyncFunc function;
    gpointer data;
    GDestroyNotify destroy;
};

} // namespace

#define NEXT(name) static auto *const real = next(name, #name)
#define LOCK(name, Type)                                                                                               \
    void name(Type *lock)                                                                                              \
    {                                                                                                                  \
        NEXT(name);                                                                                                    \
        real(lock);                                                                                                    \
        taken(lock);                                                                                                   \
    }
#define TRY_LOCK(name, Type)                                                                                           \
    gboolean name(Type *lock)                                                                                          \
    {                                                                                                                  \
        NEXT(name);                                                                                                    \
        const gboolean got = real(lock);                                                                               \
        if (got)                                                                                                       \
            taken(lock);                                                                                               \
        return got;                                                                                                    \
    }
#define UNLOCK(name, Type)                                                                                             \
    void name(Type *lock)                                                                                              \
    {                                                                                                                  \
        NEXT(name);                                                                                                    \
        givenBack(lock);                                                                                               \
        real(lock);                                                                                                    \
    }

extern "C" {

LOCK(g_mutex_lock, GMutex)
TRY_LOCK(g_mutex_trylock, GMutex)
UNLOCK(g_mutex_unlock, GMutex)
LOCK(g_rec_mutex_lock, GRecMutex)
TRY_LOCK(g_rec_mutex_trylock, GRecMutex)
UNLOCK(g_rec_mutex_unlock, GRecMutex)
LOCK(g_rw_lock_writer_lock, GRWLock)
TRY_LOCK(g_rw_lock_writer_trylock, GRWLock)
UNLOCK(g_rw_lock_writer_unlock, GRWLock)
LOCK(g_rw_lock_reader_lock, GRWLock)
TRY_LOCK(g_rw_lock_reader_trylock, GRWLock)
UNLOCK(g_rw_lock_reader_unlock, GRWLock)

void g_cond_wait(GCond *condition, GMutex *mutex)
{
    NEXT(g_cond_wait);
    givenBack(mutex);
    real(condition, mutex);
    taken(mutex);
}

gboolean g_cond_wait_until(GCond *condition, GMutex *mutex, gint64 until)
{
    NEXT(g_cond_wait_until);
    givenBack(mutex);
    const gboolean signalled = real(condition, mutex, until);
    taken(mutex);
    return signalled;
}

void gst_element_call_async(GstElement *element, GstElementCallAsyncFunc function, gpointer data, GDestroyNotify destroy)
{
    NEXT(gst_element_call_async);
    auto *call = new Call{function, data, destroy};
    givenBack(call);
    real(
        element,
        [](GstElement *of, gpointer handed) {
            taken(handed);
            const auto *one = static_cast<Call *>(handed);
            one->function(of, one->data);
            givenBack(handed);
        },
        call,
        [](gpointer handed) {
            taken(handed);
            const auto *one = static_cast<Call *>(handed);
            if (one->destroy)
                one->destroy(one->data);
            delete one;
        });
}

} // extern "C"
