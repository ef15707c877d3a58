// SPDX-License-Identifier: Apache-2.0
#include "core/server/landing.h"

namespace bedside::server {

HttpResponse landingPage()
{
    HttpResponse response;
    response.contentType = "text/html; charset=utf-8";
    response.body = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Video visit</title></head>
<body>
<h1>Your video visit</h1>
<p>This link opens in the Bedside application, which keeps the visit encrypted between you and your clinician.</p>
<ol>
<li>Install Bedside if it is not on this computer yet. Your clinic can tell you where to get it.</li>
<li>Copy the whole link from your message, with everything after the # sign.</li>
<li>Open Bedside. If it does not find the link by itself, paste it there.</li>
</ol>
<p>Keep the link to yourself: it is the key to your visit. Nothing on this page reads it.</p>
<hr>
<h1 lang="es">Su visita por video</h1>
<div lang="es">
<p>Este enlace se abre en la aplicación Bedside, que mantiene la visita cifrada entre usted y su profesional de salud.</p>
<ol>
<li>Instale Bedside si aún no está en este equipo. Su clínica puede decirle dónde obtenerlo.</li>
<li>Copie el enlace completo del mensaje, con todo lo que sigue al signo #.</li>
<li>Abra Bedside. Si no encuentra el enlace por sí solo, péguelo allí.</li>
</ol>
<p>No comparta el enlace: es la llave de su visita. Nada en esta página lo lee.</p>
</div>
</body></html>
)";
    return response;
}

} // namespace bedside::server
