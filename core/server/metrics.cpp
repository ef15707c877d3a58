// SPDX-License-Identifier: Apache-2.0
#include "core/server/metrics.h"

namespace bedside::server {

namespace {
template <class Value>
void line(std::string &out, const char *name, const char *type, Value value)
{
    out += std::string("# TYPE ") + name + " " + type + "\n" + name + " " + std::to_string(value) + "\n";
}
} // namespace

std::string prometheusText(const Metrics &m)
{
    std::string out = "# TYPE bedside_http_responses_total counter\n";
    for (std::size_t digit = 1; digit < m.responses.size(); ++digit)
        out += "bedside_http_responses_total{class=\"" + std::to_string(digit) + "xx\"} " + std::to_string(m.responses[digit]) + "\n";
    line(out, "bedside_connections_total", "counter", m.connections);
    line(out, "bedside_connections_refused_total", "counter", m.refusedConnections);
    line(out, "bedside_timeouts_total", "counter", m.timeouts);
    line(out, "bedside_frames_in_total", "counter", m.framesIn);
    line(out, "bedside_frames_out_total", "counter", m.framesOut);
    line(out, "bedside_frames_refused_total", "counter", m.framesRefused);
    line(out, "bedside_slow_readers_dropped_total", "counter", m.slowReadersDropped);
    line(out, "bedside_floods_dropped_total", "counter", m.floodsDropped);
    line(out, "bedside_sign_ins_total", "counter", m.signIns);
    line(out, "bedside_sign_ins_refused_total", "counter", m.signInsRefused);
    line(out, "bedside_throttled_total", "counter", m.throttled);
    line(out, "bedside_network_probes_total", "counter", m.networkProbes);
    line(out, "bedside_network_probe_bytes_total", "counter", m.networkProbeBytes);
    line(out, "bedside_open_connections", "gauge", m.openConnections);
    line(out, "bedside_open_sockets", "gauge", m.openSockets);
    line(out, "bedside_lobby_guests", "gauge", m.lobby);
    line(out, "bedside_rooms", "gauge", m.rooms);
    line(out, "bedside_storage_queue", "gauge", m.storageQueue);
    line(out, "bedside_log_entries", "gauge", m.logSize);
    line(out, "bedside_uptime_seconds", "gauge", m.uptimeSeconds);
    line(out, "bedside_certificate_remaining_seconds", "gauge", m.certificateSeconds);
    return out;
}

} // namespace bedside::server
