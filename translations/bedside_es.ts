<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es">
<context>
    <name>AddressSwitch</name>
    <message>
        <source>Hide my network address from the other person. The call then goes through the practice&apos;s relay.</source>
        <translation>Ocultar mi dirección de red a la otra persona. La llamada pasa entonces por el repetidor del centro médico.</translation>
    </message>
</context>
<context>
    <name>AdmitCard</name>
    <message>
        <source>Let %1 into the visit?</source>
        <translation>¿Dejar pasar a %1 a la consulta?</translation>
    </message>
    <message>
        <source>Somebody is at the door who can&apos;t be checked</source>
        <translation>Hay alguien en la puerta a quien no se puede comprobar</translation>
    </message>
    <message>
        <source>Let them in</source>
        <translation>Dejar pasar</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translation>Todavía no</translation>
    </message>
    <message>
        <source>Turn away</source>
        <translation>No dejar pasar</translation>
    </message>
</context>
<context>
    <name>AppointmentScreen</name>
    <message>
        <source>New visit</source>
        <translation>Nueva consulta</translation>
    </message>
    <message>
        <source>Change the visit</source>
        <translation>Cambiar la consulta</translation>
    </message>
    <message>
        <source>Patient&apos;s name</source>
        <translation>Nombre del paciente</translation>
    </message>
    <message>
        <source>First and last name</source>
        <translation>Nombre y apellidos</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Día</translation>
    </message>
    <message>
        <source>Earlier day</source>
        <translation>Día anterior</translation>
    </message>
    <message>
        <source>Later day</source>
        <translation>Día siguiente</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>Duración</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Contacto</translation>
    </message>
    <message>
        <source>Phone or mail, for you only</source>
        <translation>Teléfono o correo, solo para usted</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>In a few words, for you only</source>
        <translation>En pocas palabras, solo para usted</translation>
    </message>
    <message>
        <source>Sealed on this computer. It never stands in the invitation.</source>
        <translation>Se cifra en este ordenador. Nunca aparece en la invitación.</translation>
    </message>
    <message>
        <source>Save the visit</source>
        <translation>Guardar la consulta</translation>
    </message>
    <message>
        <source>Save the change</source>
        <translation>Guardar el cambio</translation>
    </message>
    <message>
        <source>Go back without saving</source>
        <translation>Volver sin guardar</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Hide this message</source>
        <translation>Ocultar este mensaje</translation>
    </message>
</context>
<context>
    <name>CallBar</name>
    <message>
        <source>Visit controls</source>
        <translation>Controles de la consulta</translation>
    </message>
</context>
<context>
    <name>CallButton</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>ChatPanel</name>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Only the people in this visit can read it. It is not kept afterwards.</source>
        <translation>Solo lo leen las personas de esta consulta. Después no se guarda.</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
    <message>
        <source>%1, %2: %3 %4</source>
        <translation>%1, %2: %3 %4</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Your message</source>
        <translation>Su mensaje</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>Escriba un mensaje</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Enviar</translation>
    </message>
    <message>
        <source>Nothing more is sent in this visit: the safety codes differ.</source>
        <translation>En esta consulta ya no se envía nada: los códigos de seguridad no coinciden.</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Enviar otra vez</translation>
    </message>
</context>
<context>
    <name>ClinicianFrame</name>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Bloquear</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Iniciar sesión</translation>
    </message>
</context>
<context>
    <name>CodeScreen</name>
    <message>
        <source>Type your code</source>
        <translation>Escriba su código</translation>
    </message>
    <message>
        <source>Your authenticator app shows six digits that change every 30 seconds.</source>
        <translation>Su aplicación de autenticación muestra seis cifras que cambian cada 30 segundos.</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Código</translation>
    </message>
    <message>
        <source>A recovery code works here too, once.</source>
        <translation>Aquí también sirve un código de recuperación, una sola vez.</translation>
    </message>
    <message>
        <source>Signing in</source>
        <translation>Iniciando sesión</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Iniciar sesión</translation>
    </message>
    <message>
        <source>Back to name and password</source>
        <translation>Volver al nombre y la contraseña</translation>
    </message>
</context>
<context>
    <name>DevicesPanel</name>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Cámara</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>No se encuentra ninguna cámara</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Micrófono</translation>
    </message>
    <message>
        <source>No microphone found</source>
        <translation>No se encuentra ningún micrófono</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>Altavoz</translation>
    </message>
    <message>
        <source>No speaker found</source>
        <translation>No se encuentra ningún altavoz</translation>
    </message>
    <message>
        <source>Play a sound</source>
        <translation>Probar el sonido</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>A message did not pass its security check, so we refused it. Leave and come back; if it happens again, call the practice.</source>
        <translation>Un mensaje no superó la comprobación de seguridad y lo hemos rechazado. Salga y vuelva a entrar; si se repite, llame a la consulta.</translation>
    </message>
    <message>
        <source>Something inside the program went wrong. Close Bedside and open it again.</source>
        <translation>Algo ha ido mal dentro del programa. Cierre Bedside y vuelva a abrirlo.</translation>
    </message>
    <message>
        <source>That can&apos;t be done at this moment. Wait a little and try again.</source>
        <translation>Eso no se puede hacer en este momento. Espere un poco e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>That is longer than can be sent. Make it shorter and try again.</source>
        <translation>Es demasiado largo para enviarlo. Acórtelo e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The other side uses a newer Bedside than this one. Update Bedside on this computer.</source>
        <translation>La otra parte usa una versión de Bedside más nueva. Actualice Bedside en este ordenador.</translation>
    </message>
    <message>
        <source>Bedside checks its own encryption when it starts, and the check did not hold. Nothing was opened. Install Bedside again.</source>
        <translation>Bedside comprueba su propio cifrado al arrancar, y la comprobación ha fallado. No se ha abierto nada. Vuelva a instalar Bedside.</translation>
    </message>
    <message>
        <source>A signature is not from who it should be, so we refused it. Call the practice before you go on.</source>
        <translation>Una firma no es de quien debería ser y la hemos rechazado. Llame a la consulta antes de continuar.</translation>
    </message>
    <message>
        <source>This computer has no key for that. Ask your administrator to give this device access.</source>
        <translation>Este ordenador no tiene la llave para eso. Pida a su administrador que dé acceso a este dispositivo.</translation>
    </message>
    <message>
        <source>The keys of this visit are used up. Leave and come back with the same link.</source>
        <translation>Las llaves de esta consulta se han agotado. Salga y vuelva a entrar con el mismo enlace.</translation>
    </message>
    <message>
        <source>An old message was sent a second time, and we refused it. You can go on.</source>
        <translation>Se ha enviado por segunda vez un mensaje antiguo y lo hemos rechazado. Puede continuar.</translation>
    </message>
    <message>
        <source>This belongs to another practice. Nothing was opened. Call your practice and ask for a new link.</source>
        <translation>Esto pertenece a otro centro médico. No se ha abierto nada. Llame a su centro y pida un enlace nuevo.</translation>
    </message>
    <message>
        <source>The practice&apos;s certificate has run out. Ask the practice to renew it.</source>
        <translation>El certificado del centro médico ha caducado. Pida al centro que lo renueve.</translation>
    </message>
    <message>
        <source>The practice&apos;s certificate is not valid yet. Check the date and time of this computer.</source>
        <translation>El certificado del centro médico todavía no vale. Compruebe la fecha y la hora de este ordenador.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is wrong. Set the date and time, then try again.</source>
        <translation>El reloj de este ordenador no va bien. Ponga la fecha y la hora correctas e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>This device may no longer be used with the practice. Ask your administrator.</source>
        <translation>Este dispositivo ya no se puede usar con el centro médico. Pregunte a su administrador.</translation>
    </message>
    <message>
        <source>The server showed an older list than before, so we stopped. Tell your administrator.</source>
        <translation>El servidor ha mostrado una lista más antigua que la anterior y nos hemos detenido. Avise a su administrador.</translation>
    </message>
    <message>
        <source>The server showed two different lists, so we stopped. Tell your administrator.</source>
        <translation>El servidor ha mostrado dos listas distintas y nos hemos detenido. Avise a su administrador.</translation>
    </message>
    <message>
        <source>Your account may not do that. Ask your administrator.</source>
        <translation>Su cuenta no tiene permiso para eso. Pregunte a su administrador.</translation>
    </message>
    <message>
        <source>Part of this link is missing. Copy the whole link from your message and paste it again, or ask for a new one.</source>
        <translation>Falta una parte del enlace. Copie el enlace entero de su mensaje y péguelo otra vez, o pida uno nuevo.</translation>
    </message>
    <message>
        <source>A letter or number in this link is wrong. Copy the link from your message again, or ask for a new one.</source>
        <translation>Hay una letra o un número equivocado en el enlace. Cópielo otra vez de su mensaje, o pida uno nuevo.</translation>
    </message>
    <message>
        <source>This link is not known any more. Ask the practice for a new link.</source>
        <translation>Este enlace ya no se reconoce. Pida un enlace nuevo a su centro médico.</translation>
    </message>
    <message>
        <source>This link has run out. Ask the practice for a new link.</source>
        <translation>Este enlace ha caducado. Pida un enlace nuevo a su centro médico.</translation>
    </message>
    <message>
        <source>The visit of this link has ended. If you need another visit, call the practice.</source>
        <translation>La consulta de este enlace ya ha terminado. Si necesita otra, llame a su centro médico.</translation>
    </message>
    <message>
        <source>This link is in use on another device. Go on there, or ask the practice for a new link.</source>
        <translation>Este enlace se está usando en otro dispositivo. Siga allí, o pida un enlace nuevo a su centro médico.</translation>
    </message>
    <message>
        <source>The keys of this visit have moved on. Leave and come back with the same link.</source>
        <translation>Las llaves de esta consulta han cambiado. Salga y vuelva a entrar con el mismo enlace.</translation>
    </message>
    <message>
        <source>The other device&apos;s key is out of date. Check the date and time of both computers, then try again.</source>
        <translation>La llave del otro dispositivo ha caducado. Compruebe la fecha y la hora de los dos ordenadores e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The other device wants another kind of encryption than we allow. Update Bedside on both computers.</source>
        <translation>El otro dispositivo pide un cifrado que no permitimos. Actualice Bedside en los dos ordenadores.</translation>
    </message>
    <message>
        <source>The other device asks for something this version can&apos;t do. Update Bedside on both computers.</source>
        <translation>El otro dispositivo pide algo que esta versión no sabe hacer. Actualice Bedside en los dos ordenadores.</translation>
    </message>
    <message>
        <source>Somebody tried to weaken the encryption, so we stopped. Call the practice.</source>
        <translation>Alguien ha intentado debilitar el cifrado y nos hemos detenido. Llame a su centro médico.</translation>
    </message>
    <message>
        <source>Only the clinician who runs the visit can do that.</source>
        <translation>Eso solo puede hacerlo el profesional que dirige la consulta.</translation>
    </message>
    <message>
        <source>The visit is locked, and nobody else can come in. Unlock it first.</source>
        <translation>La consulta está cerrada y no puede entrar nadie más. Ábrala primero.</translation>
    </message>
    <message>
        <source>The devices disagree about who runs the visit, so we stopped. Leave and come back with the same link.</source>
        <translation>Los dispositivos no coinciden en quién dirige la consulta y nos hemos detenido. Salga y vuelva a entrar con el mismo enlace.</translation>
    </message>
    <message>
        <source>We can&apos;t find a camera. Plug one in and press Try again. You can also talk without a picture.</source>
        <translation>No encontramos ninguna cámara. Conecte una y pulse Intentar de nuevo. También puede hablar sin imagen.</translation>
    </message>
    <message>
        <source>We can&apos;t find a microphone. Plug one in and press Try again.</source>
        <translation>No encontramos ningún micrófono. Conecte uno y pulse Intentar de nuevo.</translation>
    </message>
    <message>
        <source>Your camera or microphone is being used by another program. Close that program and press Try again.</source>
        <translation>Otro programa está usando su cámara o su micrófono. Cierre ese programa y pulse Intentar de nuevo.</translation>
    </message>
    <message>
        <source>Your camera or microphone was unplugged. Plug it in again, or choose another one.</source>
        <translation>Se ha desconectado su cámara o su micrófono. Vuelva a conectarlo, o elija otro.</translation>
    </message>
    <message>
        <source>The line did not lead to the other person&apos;s own device, so we closed it. Nothing was sent. Leave and come back.</source>
        <translation>La conexión no llevaba al dispositivo de la otra persona y la hemos cortado. No se ha enviado nada. Salga y vuelva a entrar.</translation>
    </message>
    <message>
        <source>The two computers could not agree on a line. Leave and come back with the same link.</source>
        <translation>Los dos ordenadores no han logrado conectarse. Salga y vuelva a entrar con el mismo enlace.</translation>
    </message>
    <message>
        <source>The picture or sound stopped on this computer. Press Try again, or close Bedside and open it again.</source>
        <translation>La imagen o el sonido se ha parado en este ordenador. Pulse Intentar de nuevo, o cierre Bedside y vuelva a abrirlo.</translation>
    </message>
    <message>
        <source>This network lets no picture or sound through, neither directly nor by the practice&apos;s relay. Try another network, such as your phone&apos;s hotspot, or ask the person who looks after this one.</source>
        <translation>Esta red no deja pasar la imagen ni el sonido, ni directamente ni por el repetidor de la consulta. Pruebe otra red, como la de su teléfono, o pregunte a quien se ocupa de esta.</translation>
    </message>
    <message>
        <source>We can&apos;t reach the practice&apos;s server. Check your internet connection; we keep trying.</source>
        <translation>No llegamos al servidor del centro médico. Compruebe su conexión a internet; seguimos intentándolo.</translation>
    </message>
    <message>
        <source>The server is not the one we know, so we did not connect. Call the practice before you try again.</source>
        <translation>El servidor no es el que conocemos y no nos hemos conectado. Llame a su centro médico antes de volver a intentarlo.</translation>
    </message>
    <message>
        <source>The server took too long to answer. Check your internet connection and try again.</source>
        <translation>El servidor ha tardado demasiado en responder. Compruebe su conexión a internet e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The connection was lost. We are connecting again; stay where you are.</source>
        <translation>Se ha perdido la conexión. Nos estamos conectando otra vez; no tiene que hacer nada.</translation>
    </message>
    <message>
        <source>The server did not accept that. Try again; if it happens again, tell your administrator.</source>
        <translation>El servidor no lo ha aceptado. Inténtelo de nuevo; si se repite, avise a su administrador.</translation>
    </message>
    <message>
        <source>There were too many attempts. Wait a little, then try again.</source>
        <translation>Ha habido demasiados intentos. Espere un poco e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Your network&apos;s proxy did not let us through. Ask the person who looks after your network.</source>
        <translation>El proxy de su red no nos ha dejado pasar. Pregunte a quien se ocupa de su red.</translation>
    </message>
    <message>
        <source>The name, the password or the code is not right. Type all three again; a code works only once.</source>
        <translation>El nombre, la contraseña o el código no es correcto. Escriba los tres otra vez; cada código sirve una sola vez.</translation>
    </message>
    <message>
        <source>You have been signed out. Sign in again to go on.</source>
        <translation>Se ha cerrado su sesión. Iníciela otra vez para continuar.</translation>
    </message>
    <message>
        <source>That password is easy to guess. Choose one of 12 characters or more.</source>
        <translation>Esa contraseña es fácil de adivinar. Elija una de 12 caracteres o más.</translation>
    </message>
    <message>
        <source>That is not there any more. Somebody may have removed it.</source>
        <translation>Eso ya no está. Puede que alguien lo haya quitado.</translation>
    </message>
    <message>
        <source>Somebody changed this at the same time. Look at the new version, then make your change again.</source>
        <translation>Otra persona lo ha cambiado al mismo tiempo. Mire la versión nueva y vuelva a hacer su cambio.</translation>
    </message>
    <message>
        <source>That exists already. Use the one that is there, or choose another name.</source>
        <translation>Eso ya existe. Use lo que hay, o elija otro nombre.</translation>
    </message>
    <message>
        <source>That PIN or passphrase does not open this profile. Type it again.</source>
        <translation>Ese PIN o esa frase de paso no abre este perfil. Escríbalo otra vez.</translation>
    </message>
    <message>
        <source>Your data was written by a newer Bedside. Update Bedside on this computer.</source>
        <translation>Sus datos los escribió una versión más nueva de Bedside. Actualice Bedside en este ordenador.</translation>
    </message>
    <message>
        <source>The disk is full, so nothing more can be saved. Free some space and try again; nothing saved is lost.</source>
        <translation>El disco está lleno y no se puede guardar nada más. Libere espacio e inténtelo de nuevo; lo guardado no se pierde.</translation>
    </message>
    <message>
        <source>A file could not be read or written. Check the disk and its permissions, then try again.</source>
        <translation>No se ha podido leer o escribir un archivo. Compruebe el disco y sus permisos e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The system&apos;s key store did not give the key. Unlock it, then try again.</source>
        <translation>El almacén de llaves del sistema no ha dado la llave. Desbloquéelo e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Entries are missing in the practice&apos;s log, so we did not accept it. Tell your administrator.</source>
        <translation>Faltan entradas en el registro del centro médico y no lo hemos aceptado. Avise a su administrador.</translation>
    </message>
    <message>
        <source>An entry in the practice&apos;s log was changed afterwards, so we did not accept it. Tell your administrator.</source>
        <translation>Una entrada del registro del centro médico se cambió después y no lo hemos aceptado. Avise a su administrador.</translation>
    </message>
    <message>
        <source>The entries of the practice&apos;s log were put in another order, so we did not accept it. Tell your administrator.</source>
        <translation>Las entradas del registro del centro médico se pusieron en otro orden y no lo hemos aceptado. Avise a su administrador.</translation>
    </message>
    <message>
        <source>The server showed two different versions of the practice&apos;s log, so we did not accept it. Tell your administrator.</source>
        <translation>El servidor ha mostrado dos versiones distintas del registro del centro médico y no lo hemos aceptado. Avise a su administrador.</translation>
    </message>
    <message>
        <source>The server showed an older state of the practice&apos;s log than before, so we did not accept it. Tell your administrator.</source>
        <translation>El servidor ha mostrado un estado del registro del centro médico más antiguo que el anterior y no lo hemos aceptado. Avise a su administrador.</translation>
    </message>
    <message>
        <source>The practice&apos;s log is not signed by the practice&apos;s server, so we did not accept it. Tell your administrator.</source>
        <translation>El registro del centro médico no está firmado por el servidor del centro y no lo hemos aceptado. Avise a su administrador.</translation>
    </message>
    <message>
        <source>This computer has run out of memory. Close other programs and try again.</source>
        <translation>Este ordenador se ha quedado sin memoria. Cierre otros programas e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>That was stopped before it was done. Start it again when you want.</source>
        <translation>Se ha detenido antes de terminar. Empiece otra vez cuando quiera.</translation>
    </message>
    <message>
        <source>This system can&apos;t do that. Use a newer system, or another computer.</source>
        <translation>Este sistema no puede hacer eso. Use un sistema más nuevo, u otro ordenador.</translation>
    </message>
    <message>
        <source>The safety codes differ, so somebody else may be in between. Picture, sound and chat have stopped on both sides. Leave this visit and talk by phone; next time, use a new link.</source>
        <translation>Los códigos de seguridad no coinciden, así que puede haber otra persona en medio. La imagen, el sonido y el chat se han detenido en los dos lados. Salga de esta consulta y hable por teléfono; la próxima vez, use un enlace nuevo.</translation>
    </message>
    <message>
        <source>The server in this link doesn&apos;t belong to the practice in this link. A letter may be wrong: copy the link from your message again. If that doesn&apos;t help, don&apos;t use the link and call the practice.</source>
        <translation>El servidor de este enlace no es el del centro médico de este enlace. Puede que haya una letra equivocada: cópielo otra vez de su mensaje. Si no sirve, no use el enlace y llame a su centro médico.</translation>
    </message>
    <message>
        <source>The file that keeps your data on this computer is missing, damaged, or does not fit the key file beside it. Put the right file back and try again, or ask your administrator to set this computer up again.</source>
        <translation>El archivo que guarda sus datos en este ordenador no existe, está dañado o no corresponde al archivo de llave que tiene al lado. Vuelva a poner el archivo correcto e inténtelo de nuevo, o pida a su administrador que prepare otra vez este ordenador.</translation>
    </message>
    <message>
        <source>The file that keeps your data on this computer belongs to another practice or program. Put your own file back and try again, or ask your administrator to set this computer up again.</source>
        <translation>El archivo que guarda sus datos en este ordenador es de otro centro médico o de otro programa. Vuelva a poner su archivo e inténtelo de nuevo, o pida a su administrador que prepare otra vez este ordenador.</translation>
    </message>
    <message>
        <source>This system has no key store that works. Start or unlock it, then try again, or use a longer passphrase.</source>
        <translation>Este sistema no tiene un almacén de llaves que funcione. Inícielo o desbloquéelo e inténtelo de nuevo, o use una frase de paso más larga.</translation>
    </message>
    <message>
        <source>Your data needs this computer&apos;s key store, which isn&apos;t running. Start or unlock the key store, then close Bedside and open it again.</source>
        <translation>Sus datos necesitan el almacén de llaves de este ordenador, que no está en marcha. Inícielo o desbloquéelo; después cierre Bedside y ábralo otra vez.</translation>
    </message>
    <message>
        <source>This computer&apos;s key store does not hold the key of this profile. Open Bedside with the computer account that the profile was made with, or ask your administrator to set this computer up again.</source>
        <translation>El almacén de llaves de este ordenador no guarda la llave de este perfil. Abra Bedside con la cuenta del ordenador con la que se creó el perfil, o pida a su administrador que prepare otra vez este ordenador.</translation>
    </message>
    <message>
        <source>The key file of this profile, bedside.key, is missing or damaged, so your data can&apos;t be opened. Nothing was changed. Put a copy of the key file back and try again, or ask your administrator to set this computer up again.</source>
        <translation>El archivo de llave de este perfil, bedside.key, no existe o está dañado, y sus datos no se pueden abrir. No se ha cambiado nada. Vuelva a poner una copia del archivo de llave e inténtelo de nuevo, o pida a su administrador que prepare otra vez este ordenador.</translation>
    </message>
    <message>
        <source>The file called practice, which names your practice, is missing or damaged. Nothing was changed. Put a copy of that file back and try again, or ask your administrator to set this computer up again.</source>
        <translation>El archivo practice, que indica su centro médico, no existe o está dañado. No se ha cambiado nada. Vuelva a poner una copia de ese archivo e inténtelo de nuevo, o pida a su administrador que prepare otra vez este ordenador.</translation>
    </message>
</context>
<context>
    <name>Events</name>
    <message>
        <source>The practice was set up</source>
        <translation>Se creó el centro médico</translation>
    </message>
    <message>
        <source>The practice&apos;s list of keys was renewed</source>
        <translation>Se renovó la lista de llaves del centro</translation>
    </message>
    <message>
        <source>An account was made</source>
        <translation>Se creó una cuenta</translation>
    </message>
    <message>
        <source>The keys of a role were changed</source>
        <translation>Se cambiaron las llaves de un rol</translation>
    </message>
    <message>
        <source>The server was started</source>
        <translation>Se arrancó el servidor</translation>
    </message>
    <message>
        <source>The server was stopped</source>
        <translation>Se detuvo el servidor</translation>
    </message>
    <message>
        <source>The roles of an account were changed</source>
        <translation>Se cambiaron las funciones de una cuenta</translation>
    </message>
    <message>
        <source>An account was closed</source>
        <translation>Se cerró una cuenta</translation>
    </message>
    <message>
        <source>A device was added</source>
        <translation>Se añadió un dispositivo</translation>
    </message>
    <message>
        <source>A device was shut out</source>
        <translation>Se retiró el acceso a un dispositivo</translation>
    </message>
    <message>
        <source>The practice&apos;s rules were changed</source>
        <translation>Se cambiaron las reglas del centro médico</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Sesión iniciada</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Sesión cerrada</translation>
    </message>
    <message>
        <source>A sign-in was refused</source>
        <translation>Se rechazó un inicio de sesión</translation>
    </message>
    <message>
        <source>A session ran out</source>
        <translation>Caducó una sesión</translation>
    </message>
    <message>
        <source>A recovery code was used</source>
        <translation>Se usó un código de recuperación</translation>
    </message>
    <message>
        <source>The screen was locked</source>
        <translation>Se bloqueó la pantalla</translation>
    </message>
    <message>
        <source>Appointment made</source>
        <translation>Cita creada</translation>
    </message>
    <message>
        <source>Appointment changed</source>
        <translation>Cita cambiada</translation>
    </message>
    <message>
        <source>Appointment cancelled</source>
        <translation>Cita anulada</translation>
    </message>
    <message>
        <source>Invitation made</source>
        <translation>Invitación creada</translation>
    </message>
    <message>
        <source>Invitation withdrawn</source>
        <translation>Invitación retirada</translation>
    </message>
    <message>
        <source>An invitation was opened</source>
        <translation>Se abrió una invitación</translation>
    </message>
    <message>
        <source>An invitation was refused</source>
        <translation>Se rechazó una invitación</translation>
    </message>
    <message>
        <source>A patient came into the waiting room</source>
        <translation>Un paciente entró en la sala de espera</translation>
    </message>
    <message>
        <source>A patient left the waiting room</source>
        <translation>Un paciente salió de la sala de espera</translation>
    </message>
    <message>
        <source>A person was not let in</source>
        <translation>No se dejó pasar a una persona</translation>
    </message>
    <message>
        <source>The visit was opened</source>
        <translation>Se abrió la consulta</translation>
    </message>
    <message>
        <source>The patient was let in</source>
        <translation>Se dejó pasar al paciente</translation>
    </message>
    <message>
        <source>The patient joined the visit</source>
        <translation>El paciente entró en la consulta</translation>
    </message>
    <message>
        <source>A person left the visit</source>
        <translation>Una persona salió de la consulta</translation>
    </message>
    <message>
        <source>A person was removed from the visit</source>
        <translation>Se sacó a una persona de la consulta</translation>
    </message>
    <message>
        <source>The visit went on after a lost connection</source>
        <translation>La consulta siguió tras perder la conexión</translation>
    </message>
    <message>
        <source>The visit ended</source>
        <translation>Terminó la consulta</translation>
    </message>
    <message>
        <source>A chat message was sent</source>
        <translation>Se envió un mensaje de chat</translation>
    </message>
    <message>
        <source>The safety code was compared</source>
        <translation>Se comparó el código de seguridad</translation>
    </message>
    <message>
        <source>The visit got new keys</source>
        <translation>La consulta recibió llaves nuevas</translation>
    </message>
    <message>
        <source>Picture or sound was interrupted</source>
        <translation>Se interrumpió la imagen o el sonido</translation>
    </message>
    <message>
        <source>Picture and sound came back</source>
        <translation>Volvieron la imagen y el sonido</translation>
    </message>
    <message>
        <source>The visit was locked</source>
        <translation>Se bloqueó la consulta</translation>
    </message>
    <message>
        <source>The visit was unlocked</source>
        <translation>Se desbloqueó la consulta</translation>
    </message>
    <message>
        <source>Screen sharing began</source>
        <translation>Se empezó a compartir la pantalla</translation>
    </message>
    <message>
        <source>Screen sharing ended</source>
        <translation>Se dejó de compartir la pantalla</translation>
    </message>
    <message>
        <source>A file was sent</source>
        <translation>Se envió un archivo</translation>
    </message>
    <message>
        <source>A file was received</source>
        <translation>Se recibió un archivo</translation>
    </message>
    <message>
        <source>Consent was given</source>
        <translation>Se dio el consentimiento</translation>
    </message>
    <message>
        <source>Consent was refused</source>
        <translation>Se negó el consentimiento</translation>
    </message>
    <message>
        <source>Consent was withdrawn</source>
        <translation>Se retiró el consentimiento</translation>
    </message>
    <message>
        <source>Recording began</source>
        <translation>Empezó la grabación</translation>
    </message>
    <message>
        <source>Recording ended</source>
        <translation>Terminó la grabación</translation>
    </message>
    <message>
        <source>A key did not pass its check</source>
        <translation>Una llave no superó la comprobación</translation>
    </message>
    <message>
        <source>A certificate did not pass its check</source>
        <translation>Un certificado no superó la comprobación</translation>
    </message>
    <message>
        <source>The data on a computer could not be opened</source>
        <translation>No se pudieron abrir los datos de un ordenador</translation>
    </message>
    <message>
        <source>A computer&apos;s clock was wrong</source>
        <translation>El reloj de un ordenador no iba bien</translation>
    </message>
    <message>
        <source>The log was read</source>
        <translation>Se leyó el registro</translation>
    </message>
    <message>
        <source>A field of the log was erased</source>
        <translation>Se borró un campo del registro</translation>
    </message>
    <message>
        <source>The log was exported</source>
        <translation>Se exportó el registro</translation>
    </message>
    <message>
        <source>A record was exported</source>
        <translation>Se exportó un documento</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>completada</translation>
    </message>
    <message>
        <source>sound only</source>
        <translation>solo sonido</translation>
    </message>
    <message>
        <source>did not come</source>
        <translation>no acudió</translation>
    </message>
    <message>
        <source>technical problem</source>
        <translation>problema técnico</translation>
    </message>
    <message>
        <source>left early</source>
        <translation>se fue antes</translation>
    </message>
    <message>
        <source>connection closed</source>
        <translation>conexión cerrada</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>igual</translation>
    </message>
    <message>
        <source>different</source>
        <translation>distinto</translation>
    </message>
    <message>
        <source>Holder of the invitation</source>
        <translation>Quien tiene la invitación</translation>
    </message>
    <message>
        <source>the line was weak, sound only</source>
        <translation>la conexión era débil, solo sonido</translation>
    </message>
    <message>
        <source>the line was too weak for sound</source>
        <translation>la conexión era demasiado débil para el sonido</translation>
    </message>
    <message>
        <source>The patient&apos;s internet connection was checked</source>
        <translation>Se comprobó la conexión a internet del paciente</translation>
    </message>
    <message>
        <source>fine for the visit</source>
        <translation>buena para la consulta</translation>
    </message>
    <message>
        <source>slow</source>
        <translation>lenta</translation>
    </message>
    <message>
        <source>it blocks video visits</source>
        <translation>no deja pasar las consultas por vídeo</translation>
    </message>
    <message>
        <source>the server was not reached (HTTPS)</source>
        <translation>no se llegó al servidor (HTTPS)</translation>
    </message>
    <message>
        <source>no lasting connection to the server (WebSocket)</source>
        <translation>no hubo conexión duradera con el servidor (WebSocket)</translation>
    </message>
    <message>
        <source>the relay was not reached over UDP</source>
        <translation>no se llegó al repetidor por UDP</translation>
    </message>
    <message>
        <source>the relay was not reached over TCP</source>
        <translation>no se llegó al repetidor por TCP</translation>
    </message>
    <message>
        <source>the relay was not reached over TLS</source>
        <translation>no se llegó al repetidor por TLS</translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>Hide what you type</source>
        <translation>Ocultar lo que escribe</translation>
    </message>
    <message>
        <source>Show what you type</source>
        <translation>Mostrar lo que escribe</translation>
    </message>
</context>
<context>
    <name>InviteScreen</name>
    <message>
        <source>Invitation for %1</source>
        <translation>Invitación para %1</translation>
    </message>
    <message>
        <source>This link is a key. Whoever has it can come to your door as this patient. Send it to the patient only, and never post it.</source>
        <translation>Este enlace es una llave. Quien lo tenga puede llamar a su puerta como si fuera este paciente. Envíelo solo al paciente y no lo publique nunca.</translation>
    </message>
    <message>
        <source>Copy the link</source>
        <translation>Copiar el enlace</translation>
    </message>
    <message>
        <source>Copy a text for a mail</source>
        <translation>Copiar un texto para un correo</translation>
    </message>
    <message>
        <source>Save a calendar file</source>
        <translation>Guardar un archivo de calendario</translation>
    </message>
    <message>
        <source>The link as a QR code</source>
        <translation>El enlace como código QR</translation>
    </message>
    <message>
        <source>The patient can scan this with a phone&apos;s camera.</source>
        <translation>El paciente puede leerlo con la cámara del teléfono.</translation>
    </message>
    <message>
        <source>The mail text and the calendar file hold the time and the link, nothing else.</source>
        <translation>El texto del correo y el archivo de calendario llevan la hora y el enlace, nada más.</translation>
    </message>
    <message>
        <source>Back to the day</source>
        <translation>Volver al día</translation>
    </message>
    <message>
        <source>There is no link to show.</source>
        <translation>No hay ningún enlace que mostrar.</translation>
    </message>
    <message>
        <source>Getting the link</source>
        <translation>Preparando el enlace</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Replace the link</source>
        <translation>Cambiar el enlace</translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>Microphone level</source>
        <translation>Nivel del micrófono</translation>
    </message>
</context>
<context>
    <name>LogRow</name>
    <message>
        <source>%1 %2: %3 %4 %5</source>
        <translation>%1 %2: %3 %4 %5</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>LogScreen</name>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Who did what, and when. Entries can&apos;t be changed or removed unnoticed, and hold nothing clinical.</source>
        <translation>Quién hizo qué y cuándo. Las entradas no se pueden cambiar ni quitar sin que se note, y no llevan nada clínico.</translation>
    </message>
    <message>
        <source>Log entries, newest first</source>
        <translation>Entradas del registro, primero las más nuevas</translation>
    </message>
    <message>
        <source>There are no entries yet.</source>
        <translation>Todavía no hay entradas.</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Open this visit link as a patient?</source>
        <translation>¿Abrir este enlace de consulta como paciente?</translation>
    </message>
    <message>
        <source>The link opens a waiting room in place of your practice&apos;s screens. You stay signed in, and what you have typed stays.</source>
        <translation>El enlace abre una sala de espera en lugar de las pantallas de su centro. Su sesión sigue abierta y lo que ha escrito se conserva.</translation>
    </message>
    <message>
        <source>Open the link</source>
        <translation>Abrir el enlace</translation>
    </message>
    <message>
        <source>Stay here</source>
        <translation>Seguir aquí</translation>
    </message>
</context>
<context>
    <name>Network</name>
    <message>
        <source>We are checking your internet connection (%1 %).</source>
        <translation>Estamos comprobando su conexión a internet (%1 %).</translation>
    </message>
    <message>
        <source>Your internet connection is fine for the visit.</source>
        <translation>Su conexión a internet es buena para la consulta.</translation>
    </message>
    <message>
        <source>Your internet connection is very slow. The sound may break up, and the picture may be missing.</source>
        <translation>Su conexión a internet es muy lenta. El sonido puede cortarse y la imagen puede faltar.</translation>
    </message>
    <message>
        <source>Your internet connection is slow. You will hear each other well; the picture may be small.</source>
        <translation>Su conexión a internet es lenta. Se oirán bien; la imagen puede verse pequeña.</translation>
    </message>
    <message>
        <source>This computer can&apos;t reach the practice&apos;s server.</source>
        <translation>Este ordenador no llega al servidor del centro médico.</translation>
    </message>
    <message>
        <source>Your internet connection blocks video visits.</source>
        <translation>Su conexión a internet no deja pasar las consultas por vídeo.</translation>
    </message>
    <message>
        <source>See whether this internet connection is good enough for visits.</source>
        <translation>Compruebe si esta conexión a internet basta para las consultas.</translation>
    </message>
    <message>
        <source>The check could not be finished. Try again in a minute.</source>
        <translation>La comprobación no pudo terminar. Inténtelo de nuevo en un minuto.</translation>
    </message>
    <message>
        <source>It helps to sit closer to the Wi-Fi router and to close other programs that use the internet.</source>
        <translation>Ayuda sentarse más cerca del router Wi-Fi y cerrar otros programas que usen internet.</translation>
    </message>
    <message>
        <source>Try another Wi-Fi or your phone&apos;s hotspot. Or show the details to the person who looks after this network.</source>
        <translation>Pruebe con otra red Wi-Fi o con la zona Wi-Fi de su teléfono. O muestre los detalles a la persona que se ocupa de esta red.</translation>
    </message>
    <message>
        <source>Reaching the practice&apos;s server</source>
        <translation>Llegar al servidor del centro médico</translation>
    </message>
    <message>
        <source>Staying connected to the practice&apos;s server</source>
        <translation>Seguir en contacto con el servidor del centro médico</translation>
    </message>
    <message>
        <source>Picture and sound, the fast way</source>
        <translation>Imagen y sonido, por la vía rápida</translation>
    </message>
    <message>
        <source>Picture and sound, the second way</source>
        <translation>Imagen y sonido, por la segunda vía</translation>
    </message>
    <message>
        <source>Picture and sound, the way that most networks let through</source>
        <translation>Imagen y sonido, por la vía que casi todas las redes dejan pasar</translation>
    </message>
    <message>
        <source>server, HTTPS</source>
        <translation>servidor, HTTPS</translation>
    </message>
    <message>
        <source>server, WebSocket</source>
        <translation>servidor, WebSocket</translation>
    </message>
    <message>
        <source>relay, UDP</source>
        <translation>repetidor, UDP</translation>
    </message>
    <message>
        <source>relay, TCP</source>
        <translation>repetidor, TCP</translation>
    </message>
    <message>
        <source>relay, TLS</source>
        <translation>repetidor, TLS</translation>
    </message>
    <message>
        <source>The proxy did not let this through. Allow CONNECT to this host and port, or correct the name and password in https_proxy.</source>
        <translation>El proxy no lo dejó pasar. Permita CONNECT a este servidor y puerto, o corrija el nombre y la contraseña en https_proxy.</translation>
    </message>
    <message>
        <source>Something shows another certificate. Take this host out of TLS inspection; if there is none, tell the practice.</source>
        <translation>Algo muestra otro certificado. Excluya este servidor de la inspección TLS; si no la hay, avise al centro médico.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is wrong. Set its time and time zone.</source>
        <translation>El reloj de este ordenador no va bien. Ponga la hora y la zona horaria correctas.</translation>
    </message>
    <message>
        <source>Something else answers there. Tell the practice, and look for a device that intercepts this port.</source>
        <translation>Allí responde otra cosa. Avise al centro médico y busque un dispositivo que intercepte este puerto.</translation>
    </message>
    <message>
        <source>The server was asked too often from this address. Try again in a minute.</source>
        <translation>Se preguntó al servidor demasiadas veces desde esta dirección. Inténtelo de nuevo en un minuto.</translation>
    </message>
    <message>
        <source>Let WebSocket connections through to this host and port, without inspection and without a limit on their length.</source>
        <translation>Deje pasar conexiones WebSocket a este servidor y puerto, sin inspección y sin límite de duración.</translation>
    </message>
    <message>
        <source>Let UDP out to this host and port, and its answers back in. Without it visits take the slower ways below.</source>
        <translation>Deje salir UDP hacia este servidor y puerto, y entrar sus respuestas. Sin ello las consultas usan las vías más lentas de abajo.</translation>
    </message>
    <message>
        <source>Let TCP out to this host and port, and let this computer look up the host&apos;s name.</source>
        <translation>Deje salir TCP hacia este servidor y puerto, y permita que este ordenador busque su nombre en el DNS.</translation>
    </message>
    <message>
        <source>Let TCP out to this host and port.</source>
        <translation>Deje salir TCP hacia este servidor y puerto.</translation>
    </message>
    <message>
        <source>Proxy: %1</source>
        <translation>Servidor proxy: %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>Download: %1</source>
        <translation>Bajada: %1</translation>
    </message>
    <message>
        <source>Upload: %1</source>
        <translation>Subida: %1</translation>
    </message>
    <message>
        <source>Lost packets: %1 %</source>
        <translation>Paquetes perdidos: %1 %</translation>
    </message>
    <message>
        <source>Round trip: %1</source>
        <translation>Ida y vuelta: %1</translation>
    </message>
    <message>
        <source>Jitter: %1</source>
        <translation>Variación: %1</translation>
    </message>
    <message>
        <source>The practice has no relay: visits need a direct way between the two networks.</source>
        <translation>El centro médico no tiene repetidor: las consultas necesitan una vía directa entre las dos redes.</translation>
    </message>
</context>
<context>
    <name>NetworkCard</name>
    <message>
        <source>Hide the details</source>
        <translation>Ocultar los detalles</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
</context>
<context>
    <name>NetworkDetails</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>For the person who looks after this network: %1</source>
        <translation>Para la persona que se ocupa de esta red: %1</translation>
    </message>
</context>
<context>
    <name>ProblemScreen</name>
    <message>
        <source>Bedside can&apos;t open your data</source>
        <translation>Bedside no puede abrir sus datos</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Close Bedside</source>
        <translation>Cerrar Bedside</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Enlace</translation>
    </message>
    <message>
        <source>Go to the waiting room</source>
        <translation>Ir a la sala de espera</translation>
    </message>
    <message>
        <source>Use another link</source>
        <translation>Usar otro enlace</translation>
    </message>
    <message>
        <source>Back to today</source>
        <translation>Volver a hoy</translation>
    </message>
    <message>
        <source>Put it back and try again</source>
        <translation>Volver a ponerlo e intentar de nuevo</translation>
    </message>
    <message>
        <source>Save a report for support</source>
        <translation>Guardar un informe para soporte</translation>
    </message>
</context>
<context>
    <name>RailButton</name>
    <message numerus="yes">
        <source>%1, %n waiting</source>
        <translation>
            <numerusform>%1, %n en espera</numerusform>
            <numerusform>%1, %n en espera</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SafetyCodeCard</name>
    <message>
        <source>Before you go on: read this code to %1. They must see the same one.</source>
        <translation>Antes de continuar: lea este código a %1. Tiene que ver el mismo.</translation>
    </message>
    <message>
        <source>To be quite sure, read this code to %1. They must see the same one.</source>
        <translation>Para estar del todo seguro, lea este código a %1. Tiene que ver el mismo.</translation>
    </message>
    <message>
        <source>Safety code %1</source>
        <translation>Código de seguridad %1</translation>
    </message>
    <message>
        <source>You compared it: it is the same</source>
        <translation>Lo ha comparado: es el mismo</translation>
    </message>
    <message>
        <source>It&apos;s the same</source>
        <translation>Es el mismo</translation>
    </message>
    <message>
        <source>It differs</source>
        <translation>Es distinto</translation>
    </message>
    <message>
        <source>It differs: stop now</source>
        <translation>No coincide: detener ahora</translation>
    </message>
    <message>
        <source>Read it once more</source>
        <translation>Leerlo otra vez</translation>
    </message>
    <message>
        <source>It was compared: it differs</source>
        <translation>Se ha comparado: no coincide</translation>
    </message>
    <message>
        <source>If it differs, somebody else may be in between. Picture, sound and chat then stop on both sides and don&apos;t come back in this visit.</source>
        <translation>Si no coincide, puede haber otra persona en medio. La imagen, el sonido y el chat se detienen entonces en los dos lados y no vuelven en esta consulta.</translation>
    </message>
</context>
<context>
    <name>SecurityPanel</name>
    <message>
        <source>Who can see and hear this visit</source>
        <translation>Quién puede ver y oír esta consulta</translation>
    </message>
    <message>
        <source>How we know</source>
        <translation>Cómo lo sabemos</translation>
    </message>
</context>
<context>
    <name>SelfView</name>
    <message>
        <source>Your own picture</source>
        <translation>Su propia imagen</translation>
    </message>
    <message>
        <source>Your camera is off</source>
        <translation>Su cámara está apagada</translation>
    </message>
    <message>
        <source>The arrow keys move it</source>
        <translation>Se mueve con las flechas</translation>
    </message>
</context>
<context>
    <name>SettingsScreen</name>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aspecto</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Como el sistema</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Alto contraste</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Tamaño del texto</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Camera and sound</source>
        <translation>Cámara y sonido</translation>
    </message>
    <message>
        <source>Bedside, version %1. %2</source>
        <translation>Bedside, versión %1. %2</translation>
    </message>
    <message>
        <source>Network address</source>
        <translation>Dirección de red</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Ayuda</translation>
    </message>
    <message>
        <source>If somebody helps you with this program, a report tells them what they need. Nothing of a patient is in it.</source>
        <translation>Si alguien le ayuda con este programa, un informe le dice lo que necesita saber. No contiene nada de ningún paciente.</translation>
    </message>
    <message>
        <source>Save a report for support</source>
        <translation>Guardar un informe para soporte</translation>
    </message>
    <message>
        <source>Internet connection</source>
        <translation>Conexión a internet</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Close the panel</source>
        <translation>Cerrar el panel</translation>
    </message>
</context>
<context>
    <name>SignInScreen</name>
    <message>
        <source>Sign in</source>
        <translation>Iniciar sesión</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Your sign-in name</source>
        <translation>Su nombre de usuario</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Contraseña</translation>
    </message>
    <message>
        <source>Your password</source>
        <translation>Su contraseña</translation>
    </message>
    <message>
        <source>Continue to the code</source>
        <translation>Continuar al código</translation>
    </message>
    <message>
        <source>Look at today&apos;s list without signing in</source>
        <translation>Ver la lista de hoy sin iniciar sesión</translation>
    </message>
</context>
<context>
    <name>SummaryScreen</name>
    <message>
        <source>The visit has ended</source>
        <translation>La consulta ha terminado</translation>
    </message>
    <message>
        <source>How did it go?</source>
        <translation>¿Cómo ha ido?</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>Duración</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Who was there</source>
        <translation>Quién estuvo</translation>
    </message>
    <message>
        <source>What the log says</source>
        <translation>Lo que dice el registro</translation>
    </message>
    <message>
        <source>Save and go back to the day</source>
        <translation>Guardar y volver al día</translation>
    </message>
</context>
<context>
    <name>SupportSheet</name>
    <message>
        <source>Save a report for support</source>
        <translation>Guardar un informe para soporte</translation>
    </message>
    <message>
        <source>It describes this computer, this program, the connections of the last visits and the server&apos;s address, and has no names, links, messages, passwords or keys. Nothing is sent by itself.</source>
        <translation>Describe este ordenador, este programa, las conexiones de las últimas consultas y la dirección del servidor, y no contiene nombres, enlaces, mensajes, contraseñas ni llaves. No se envía nada por sí solo.</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Guardar el informe</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>The report is being made …</source>
        <translation>Se está preparando el informe…</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
</context>
<context>
    <name>ThanksScreen</name>
    <message>
        <source>Your visit has ended. Thank you for coming.</source>
        <translation>Su consulta ha terminado. Gracias por venir.</translation>
    </message>
    <message>
        <source>Your camera and microphone are off. The keys of this visit are wiped, and nothing of what you said is kept on this computer.</source>
        <translation>Su cámara y su micrófono están apagados. Las llaves de esta consulta se han borrado, y nada de lo que ha dicho se guarda en este ordenador.</translation>
    </message>
    <message>
        <source>If you need anything else, call the practice.</source>
        <translation>Si necesita algo más, llame a su centro médico.</translation>
    </message>
    <message>
        <source>Close Bedside</source>
        <translation>Cerrar Bedside</translation>
    </message>
    <message>
        <source>Back to today</source>
        <translation>Volver a hoy</translation>
    </message>
</context>
<context>
    <name>TodayRow</name>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
</context>
<context>
    <name>TodayScreen</name>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Back to today</source>
        <translation>Volver a hoy</translation>
    </message>
    <message>
        <source>Earlier day (%1)</source>
        <translation>Día anterior (%1)</translation>
    </message>
    <message>
        <source>Later day (%1)</source>
        <translation>Día siguiente (%1)</translation>
    </message>
    <message>
        <source>New visit</source>
        <translation>Nueva consulta</translation>
    </message>
    <message>
        <source>Visits of the day</source>
        <translation>Consultas del día</translation>
    </message>
    <message>
        <source>No visits on this day. Press New visit to make one.</source>
        <translation>No hay consultas este día. Pulse Nueva consulta para crear una.</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
</context>
<context>
    <name>UnlockScreen</name>
    <message>
        <source>Locked</source>
        <translation>Bloqueado</translation>
    </message>
    <message>
        <source>Locked for %1</source>
        <translation>Bloqueado por %1</translation>
    </message>
    <message>
        <source>Your profile on this computer is locked.</source>
        <translation>Su perfil en este ordenador está bloqueado.</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Frase de paso</translation>
    </message>
    <message>
        <source>Your PIN</source>
        <translation>Su PIN</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>Su frase de paso</translation>
    </message>
    <message>
        <source>Unlocking</source>
        <translation>Desbloqueando</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Desbloquear</translation>
    </message>
</context>
<context>
    <name>VideoTile</name>
    <message>
        <source>%1, %2. %3</source>
        <translation>%1, %2. %3</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Waiting for the picture</source>
        <translation>Esperando la imagen</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 · %2 · microphone off</source>
        <translation>%1 · %2 · micrófono apagado</translation>
    </message>
</context>
<context>
    <name>VisitCard</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Intro</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Contacto</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Cambiar</translation>
    </message>
    <message>
        <source>Cancel the visit</source>
        <translation>Anular la consulta</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Supr</translation>
    </message>
    <message>
        <source>Name, reason and contact are sealed on this computer. The server can&apos;t read them.</source>
        <translation>El nombre, el motivo y el contacto se cifran en este ordenador. El servidor no puede leerlos.</translation>
    </message>
    <message>
        <source>Choose a visit to see it here.</source>
        <translation>Elija una consulta para verla aquí.</translation>
    </message>
    <message>
        <source>Show the invitation</source>
        <translation>Mostrar la invitación</translation>
    </message>
</context>
<context>
    <name>VisitScreen</name>
    <message>
        <source>Who can see and hear this visit (%1)</source>
        <translation>Quién puede ver y oír esta consulta (%1)</translation>
    </message>
    <message>
        <source>%1. Who can see and hear this visit</source>
        <translation>%1. Quién puede ver y oír esta consulta</translation>
    </message>
    <message>
        <source>The visit has lasted %1</source>
        <translation>La consulta dura ya %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>%1 is in your waiting room, %2.</source>
        <translation>%1 está en su sala de espera, %2.</translation>
    </message>
    <message>
        <source>Look at the door</source>
        <translation>Ver quién es</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Silenciar</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Activar</translation>
    </message>
    <message>
        <source>Camera off</source>
        <translation>Apagar cámara</translation>
    </message>
    <message>
        <source>Camera on</source>
        <translation>Encender cámara</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Dispositivos</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Terminar</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Camera and sound</source>
        <translation>Cámara y sonido</translation>
    </message>
    <message>
        <source>End the visit for everyone?</source>
        <translation>¿Terminar la consulta para todos?</translation>
    </message>
    <message>
        <source>Leave the visit?</source>
        <translation>¿Salir de la consulta?</translation>
    </message>
    <message>
        <source>The patient&apos;s picture and sound stop too, and the keys of this visit are wiped.</source>
        <translation>También se cortan la imagen y el sonido del paciente, y se borran las llaves de esta consulta.</translation>
    </message>
    <message>
        <source>You can come back with the same link as long as the visit goes on.</source>
        <translation>Puede volver con el mismo enlace mientras siga la consulta.</translation>
    </message>
    <message>
        <source>End it for everyone</source>
        <translation>Terminar para todos</translation>
    </message>
    <message>
        <source>Leave the visit</source>
        <translation>Salir de la consulta</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Quedarse</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>Escribir un mensaje</translation>
    </message>
    <message>
        <source>What is sent of you</source>
        <translation>Qué se envía de usted</translation>
    </message>
    <message>
        <source>As much as the line allows</source>
        <translation>Todo lo que permita la conexión</translation>
    </message>
    <message>
        <source>A small picture, to save data</source>
        <translation>Una imagen pequeña, para ahorrar datos</translation>
    </message>
    <message>
        <source>Sound only</source>
        <translation>Solo sonido</translation>
    </message>
    <message>
        <source>Not sent now</source>
        <translation>No se envía ahora</translation>
    </message>
</context>
<context>
    <name>WaitingScreen</name>
    <message>
        <source>This is how you look</source>
        <translation>Así se le ve</translation>
    </message>
    <message>
        <source>Your camera is off</source>
        <translation>Su cámara está apagada</translation>
    </message>
    <message>
        <source>We&apos;ll tell the practice: %1</source>
        <translation>Se lo diremos al centro: %1</translation>
    </message>
    <message>
        <source>What should the clinician call you?</source>
        <translation>¿Cómo quiere que le llamen?</translation>
    </message>
    <message>
        <source>You can leave this empty.</source>
        <translation>Puede dejarlo vacío.</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Su nombre</translation>
    </message>
    <message>
        <source>Tell them</source>
        <translation>Decírselo</translation>
    </message>
    <message>
        <source>Starting your camera</source>
        <translation>Encendiendo su cámara</translation>
    </message>
    <message>
        <source>Use another link</source>
        <translation>Usar otro enlace</translation>
    </message>
    <message>
        <source>Stop connecting?</source>
        <translation>¿Dejar de conectar?</translation>
    </message>
    <message>
        <source>Leave the waiting room?</source>
        <translation>¿Salir de la sala de espera?</translation>
    </message>
    <message>
        <source>The practice then no longer sees that you are here. You can come back with the same link.</source>
        <translation>El centro ya no verá que usted está aquí. Puede volver con el mismo enlace.</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Quedarse</translation>
    </message>
    <message>
        <source>Use another link?</source>
        <translation>¿Usar otro enlace?</translation>
    </message>
    <message>
        <source>Paste the link from your message here.</source>
        <translation>Pegue aquí el enlace de su mensaje.</translation>
    </message>
    <message>
        <source>Paste the link from your message here. You then leave this waiting room.</source>
        <translation>Pegue aquí el enlace de su mensaje. Entonces sale de esta sala de espera.</translation>
    </message>
    <message>
        <source>Go to the waiting room</source>
        <translation>Ir a la sala de espera</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Enlace</translation>
    </message>
    <message>
        <source>Save a report for support</source>
        <translation>Guardar un informe para soporte</translation>
    </message>
</context>
<context>
    <name>WelcomeScreen</name>
    <message>
        <source>Paste the link of your visit</source>
        <translation>Pegue el enlace de su consulta</translation>
    </message>
    <message>
        <source>It is in the message that the practice sent you.</source>
        <translation>Está en el mensaje que le envió su centro médico.</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Enlace</translation>
    </message>
    <message>
        <source>Go to the waiting room</source>
        <translation>Ir a la sala de espera</translation>
    </message>
    <message>
        <source>Do you work at a practice?</source>
        <translation>¿Trabaja en un centro médico?</translation>
    </message>
    <message>
        <source>This computer is not set up for a practice yet. Your administrator makes a profile for you; Bedside then opens with it.</source>
        <translation>Este ordenador todavía no está preparado para un centro médico. Su administrador le crea un perfil; después, Bedside se abre con él.</translation>
    </message>
    <message>
        <source>You have left the waiting room. To come back, open the link in your message again.</source>
        <translation>Ha salido de la sala de espera. Para volver, abra otra vez el enlace de su mensaje.</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Clinician</source>
        <translation>Profesional</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Guest</source>
        <translation>Invitado</translation>
    </message>
    <message>
        <source>Connecting to %1</source>
        <translation>Conectando con %1</translation>
    </message>
    <message>
        <source>Making the keys for %1</source>
        <translation>Creando las llaves para %1</translation>
    </message>
    <message>
        <source>Waiting for %1&apos;s picture</source>
        <translation>Esperando la imagen de %1</translation>
    </message>
    <message>
        <source>%1&apos;s camera is off</source>
        <translation>La cámara de %1 está apagada</translation>
    </message>
    <message>
        <source>%1&apos;s picture stands still: the connection is weak. It comes back by itself.</source>
        <translation>La imagen de %1 se ha detenido: la conexión es débil. Volverá por sí sola.</translation>
    </message>
    <message>
        <source>%1&apos;s line is weak. The sound comes first.</source>
        <translation>La conexión de %1 es débil. El sonido va primero.</translation>
    </message>
    <message>
        <source>We can&apos;t check that this is %1. Nothing is sent or shown.</source>
        <translation>No podemos comprobar que sea %1. No se envía ni se muestra nada.</translation>
    </message>
    <message>
        <source>%1 has lost the line. We keep the place.</source>
        <translation>%1 ha perdido la conexión. Le guardamos el sitio.</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>Programada</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>In the visit</source>
        <translation>En consulta</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Terminada</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Anulada</translation>
    </message>
    <message>
        <source>Did not come</source>
        <translation>No acudió</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Completada</translation>
    </message>
    <message>
        <source>Completed with sound only</source>
        <translation>Completada solo con sonido</translation>
    </message>
    <message>
        <source>The patient did not come</source>
        <translation>El paciente no acudió</translation>
    </message>
    <message>
        <source>Stopped by a technical problem</source>
        <translation>Interrumpida por un problema técnico</translation>
    </message>
    <message>
        <source>The patient left early</source>
        <translation>El paciente se fue antes</translation>
    </message>
    <message>
        <source>%1 %2 %3</source>
        <translation>%1 %2 de %3</translation>
    </message>
    <message>
        <source>Today, %1</source>
        <translation>Hoy, %1</translation>
    </message>
    <message>
        <source>Tomorrow, %1</source>
        <translation>Mañana, %1</translation>
    </message>
    <message>
        <source>Yesterday, %1</source>
        <translation>Ayer, %1</translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation>menos de un minuto</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minuto</numerusform>
            <numerusform>%n minutos</numerusform>
        </translation>
    </message>
    <message>
        <source>just arrived</source>
        <translation>acaba de llegar</translation>
    </message>
    <message>
        <source>waiting %1 min</source>
        <translation>espera desde hace %1 min</translation>
    </message>
    <message numerus="yes">
        <source>in %n minute(s)</source>
        <translation>
            <numerusform>dentro de %n minuto</numerusform>
            <numerusform>dentro de %n minutos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>hace %n minuto</numerusform>
            <numerusform>hace %n minutos</numerusform>
        </translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
</context>
<context>
    <name>bedside::ui::AddressModel</name>
    <message>
        <source>This practice does that in every visit.</source>
        <translation>Este centro médico lo hace en todas las consultas.</translation>
    </message>
    <message>
        <source>Bedside was started so that it stays hidden.</source>
        <translation>Bedside se inició de modo que quede oculta.</translation>
    </message>
    <message>
        <source>This practice has no relay: with your address hidden there would be no picture and no sound.</source>
        <translation>Este centro médico no tiene repetidor: con su dirección oculta no habría imagen ni sonido.</translation>
    </message>
    <message>
        <source>This practice has no relay. As long as your address is hidden, a visit has no picture and no sound, only chat. Ask the practice for a relay or for another way to talk.</source>
        <translation>Este centro médico no tiene repetidor. Mientras su dirección esté oculta, una consulta no tiene imagen ni sonido, solo chat. Pida al centro un repetidor u otra forma de hablar.</translation>
    </message>
</context>
<context>
    <name>bedside::ui::AppModel</name>
    <message>
        <source>Nothing was deleted. The file is now here:</source>
        <translation>No se ha borrado nada. El archivo está ahora aquí:</translation>
    </message>
    <message>
        <source>Replace the link? The old one stops working.</source>
        <translation>¿Cambiar el enlace? El anterior dejará de funcionar.</translation>
    </message>
    <message>
        <source>Go on without saving this visit?</source>
        <translation>¿Seguir sin guardar esta consulta?</translation>
    </message>
    <message>
        <source>Close Bedside without saving this visit?</source>
        <translation>¿Cerrar Bedside sin guardar esta consulta?</translation>
    </message>
    <message>
        <source>End the visit for everyone?</source>
        <translation>¿Terminar la consulta para todos?</translation>
    </message>
    <message>
        <source>Leave the visit?</source>
        <translation>¿Salir de la consulta?</translation>
    </message>
    <message>
        <source>Leave the waiting room?</source>
        <translation>¿Salir de la sala de espera?</translation>
    </message>
    <message>
        <source>A visit is running. Unlock Bedside before you close it.</source>
        <translation>Hay una consulta en marcha. Desbloquee Bedside antes de cerrarlo.</translation>
    </message>
    <message>
        <source>Do this when the link may have come into other hands. Then send the new link to the patient: with the old one they can&apos;t come in any more.</source>
        <translation>Hágalo si el enlace puede haber llegado a otras manos. Después envíe el enlace nuevo al paciente: con el anterior ya no podrá entrar.</translation>
    </message>
    <message>
        <source>What you typed is not kept.</source>
        <translation>Lo que ha escrito no se conserva.</translation>
    </message>
    <message>
        <source>The patient&apos;s picture and sound stop too, and the keys of this visit are wiped. You choose the outcome next, then you can close Bedside.</source>
        <translation>También se detienen la imagen y el sonido del paciente, y se borran las llaves de esta consulta. A continuación elija el resultado; después puede cerrar Bedside.</translation>
    </message>
    <message>
        <source>You can come back with the same link as long as the visit goes on.</source>
        <translation>Puede volver con el mismo enlace mientras siga la consulta.</translation>
    </message>
    <message>
        <source>You lose your place. You can come back with the same link.</source>
        <translation>Perderá su turno. Puede volver con el mismo enlace.</translation>
    </message>
    <message>
        <source>Closing it now would cut off your patient. Type your PIN or passphrase, end the visit, then close.</source>
        <translation>Si lo cierra ahora, se cortará la consulta a su paciente. Escriba su PIN o su frase de paso, termine la consulta y después cierre.</translation>
    </message>
    <message>
        <source>Replace the link</source>
        <translation>Cambiar el enlace</translation>
    </message>
    <message>
        <source>Go on without saving</source>
        <translation>Seguir sin guardar</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>Cerrar sin guardar</translation>
    </message>
    <message>
        <source>End it for everyone</source>
        <translation>Terminar para todos</translation>
    </message>
    <message>
        <source>Leave the visit</source>
        <translation>Salir de la consulta</translation>
    </message>
    <message>
        <source>Leave and close</source>
        <translation>Salir y cerrar</translation>
    </message>
    <message>
        <source>Keep the link</source>
        <translation>Conservar el enlace</translation>
    </message>
    <message>
        <source>Keep writing</source>
        <translation>Seguir escribiendo</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Quedarse</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Volver</translation>
    </message>
</context>
<context>
    <name>bedside::ui::AppointmentCard</name>
    <message>
        <source>Can&apos;t be read on this computer</source>
        <translation>No se puede leer en este ordenador</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>De %1 a %2</translation>
    </message>
    <message>
        <source>In your waiting room, %1</source>
        <translation>En su sala de espera, %1</translation>
    </message>
    <message>
        <source>There is no invitation yet. The patient needs one to come in.</source>
        <translation>Todavía no hay invitación. El paciente la necesita para entrar.</translation>
    </message>
    <message>
        <source>Let %1 in</source>
        <translation>Dejar pasar a %1</translation>
    </message>
    <message>
        <source>Go back to the visit</source>
        <translation>Volver a la consulta</translation>
    </message>
    <message>
        <source>Open the visit</source>
        <translation>Abrir la consulta</translation>
    </message>
    <message>
        <source>Make the invitation</source>
        <translation>Crear la invitación</translation>
    </message>
    <message>
        <source>The invitation is made. Show it to copy its link again.</source>
        <translation>La invitación está hecha. Muéstrela para volver a copiar su enlace.</translation>
    </message>
</context>
<context>
    <name>bedside::ui::AppointmentEditorModel</name>
    <message>
        <source>Type the patient&apos;s name.</source>
        <translation>Escriba el nombre del paciente.</translation>
    </message>
    <message>
        <source>Type a time such as 9:30 or 14:30.</source>
        <translation>Escriba una hora, como 9:30 o 14:30.</translation>
    </message>
    <message>
        <source>That time has passed. Choose a later one.</source>
        <translation>Esa hora ya ha pasado. Elija una posterior.</translation>
    </message>
</context>
<context>
    <name>bedside::ui::ChatModel</name>
    <message>
        <source>You</source>
        <translation>Usted</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Entregado</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>Enviando</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <translation>No entregado</translation>
    </message>
</context>
<context>
    <name>bedside::ui::DayModel</name>
    <message>
        <source>Can&apos;t be read on this computer</source>
        <translation>No se puede leer en este ordenador</translation>
    </message>
    <message>
        <source>Kept here, not sent yet</source>
        <translation>Guardada aquí, sin enviar todavía</translation>
    </message>
    <message numerus="yes">
        <source>%n visit(s)</source>
        <translation>
            <numerusform>%n consulta</numerusform>
            <numerusform>%n consultas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n waiting</source>
        <translation>
            <numerusform>%1, %n en espera</numerusform>
            <numerusform>%1, %n en espera</numerusform>
        </translation>
    </message>
    <message>
        <source>The visit with %1 is cancelled.</source>
        <translation>La consulta con %1 está anulada.</translation>
    </message>
</context>
<context>
    <name>bedside::ui::DevicesModel</name>
    <message>
        <source>This computer has no camera and no microphone. A drawn picture and a soft tone are sent instead.</source>
        <translation>Este ordenador no tiene cámara ni micrófono. En su lugar se envían un dibujo y un tono suave.</translation>
    </message>
    <message>
        <source>This computer has no camera. A drawn picture is sent instead.</source>
        <translation>Este ordenador no tiene cámara. En su lugar se envía un dibujo.</translation>
    </message>
    <message>
        <source>This computer has no microphone. A soft tone is sent instead.</source>
        <translation>Este ordenador no tiene micrófono. En su lugar se envía un tono suave.</translation>
    </message>
    <message>
        <source>Your microphone is off</source>
        <translation>Su micrófono está apagado</translation>
    </message>
    <message>
        <source>We can hear you</source>
        <translation>Le oímos bien</translation>
    </message>
    <message>
        <source>Say something: we can&apos;t hear you yet</source>
        <translation>Diga algo: todavía no le oímos</translation>
    </message>
    <message>
        <source>Drawn picture and tone</source>
        <translation>Dibujo y tono</translation>
    </message>
    <message>
        <source>Drawn picture</source>
        <translation>Dibujo</translation>
    </message>
    <message>
        <source>Soft tone</source>
        <translation>Tono suave</translation>
    </message>
    <message>
        <source>Your camera is being used by another program. Close that program and press Try again.</source>
        <translation>Otro programa está usando su cámara. Cierre ese programa y pulse Intentar de nuevo.</translation>
    </message>
    <message>
        <source>Your camera was unplugged. Plug it in again, or choose another one.</source>
        <translation>Su cámara se ha desconectado. Conéctela de nuevo o elija otra.</translation>
    </message>
    <message>
        <source>%1 A drawn picture is sent until then.</source>
        <translation>%1 Hasta entonces se envía una imagen dibujada.</translation>
    </message>
    <message>
        <source>Your microphone is being used by another program. Close that program and press Try again.</source>
        <translation>Otro programa está usando su micrófono. Cierre ese programa y pulse Intentar de nuevo.</translation>
    </message>
    <message>
        <source>Your microphone was unplugged. Plug it in again, or choose another one.</source>
        <translation>Su micrófono se ha desconectado. Conéctelo de nuevo o elija otro.</translation>
    </message>
    <message>
        <source>%1 A soft tone is sent until then.</source>
        <translation>%1 Hasta entonces se envía un tono suave.</translation>
    </message>
</context>
<context>
    <name>bedside::ui::GuestModel</name>
    <message>
        <source>Taking you to the waiting room</source>
        <translation>Le llevamos a la sala de espera</translation>
    </message>
    <message>
        <source>You&apos;re in the waiting room.</source>
        <translation>Está en la sala de espera.</translation>
    </message>
    <message>
        <source>You&apos;re in %1&apos;s waiting room.</source>
        <translation>Está en la sala de espera de %1.</translation>
    </message>
    <message>
        <source>You&apos;re being let in</source>
        <translation>Le están dejando pasar</translation>
    </message>
    <message>
        <source>You&apos;re in the visit</source>
        <translation>Está en la consulta</translation>
    </message>
    <message>
        <source>You were not let in</source>
        <translation>No le han dejado pasar</translation>
    </message>
    <message>
        <source>The visit has ended</source>
        <translation>La consulta ha terminado</translation>
    </message>
    <message>
        <source>You&apos;re not in the waiting room yet</source>
        <translation>Todavía no está en la sala de espera</translation>
    </message>
    <message>
        <source>You&apos;re next.</source>
        <translation>Usted es el siguiente.</translation>
    </message>
    <message numerus="yes">
        <source>%n people are before you.</source>
        <translation>
            <numerusform>Hay %n persona antes que usted.</numerusform>
            <numerusform>Hay %n personas antes que usted.</numerusform>
        </translation>
    </message>
    <message>
        <source>This takes a few seconds. You don&apos;t need to press anything.</source>
        <translation>Tarda unos segundos. No tiene que pulsar nada.</translation>
    </message>
    <message>
        <source>The connection to your clinician was lost. As soon as they are back, you can go on; you don&apos;t need to press anything.</source>
        <translation>Se ha perdido la conexión con su profesional. En cuanto vuelva, la consulta continuará; no tiene que pulsar nada.</translation>
    </message>
    <message>
        <source>The practice sees that you are here. You don&apos;t need to press anything. You can leave this window; we&apos;ll ring.</source>
        <translation>El centro ve que usted está aquí. No tiene que pulsar nada. Puede dejar esta ventana; le avisaremos con un sonido.</translation>
    </message>
    <message>
        <source>We have told the practice that you are here. You don&apos;t need to press anything. You can leave this window; we&apos;ll ring.</source>
        <translation>Hemos avisado al centro de que usted está aquí. No tiene que pulsar nada. Puede dejar esta ventana; le avisaremos con un sonido.</translation>
    </message>
    <message>
        <source>The picture comes in a moment.</source>
        <translation>La imagen llega enseguida.</translation>
    </message>
    <message>
        <source>The practice can&apos;t see you with this link now. Call the practice if you think that this is a mistake.</source>
        <translation>El centro no puede atenderle ahora con este enlace. Si cree que es un error, llame a su centro médico.</translation>
    </message>
    <message numerus="yes">
        <source>It takes about %n more minute(s).</source>
        <translation>
            <numerusform>Falta %n minuto, más o menos.</numerusform>
            <numerusform>Faltan unos %n minutos.</numerusform>
        </translation>
    </message>
    <message>
        <source>Your visit is at %1.</source>
        <translation>Su consulta es a las %1.</translation>
    </message>
    <message>
        <source>Your visit is at %1 (%2).</source>
        <translation>Su consulta es a las %1 (%2).</translation>
    </message>
    <message>
        <source>Paste the whole link here. It begins with https:// or bedside:</source>
        <translation>Pegue aquí el enlace entero. Empieza por https:// o bedside:</translation>
    </message>
    <message>
        <source>%1 It may also be that the address in the link is wrong: then use another link.</source>
        <translation>%1 También puede ser que la dirección del enlace sea incorrecta: en ese caso, use otro enlace.</translation>
    </message>
    <message>
        <source>You&apos;re being let in. Come back to Bedside.</source>
        <translation>Le están dejando pasar. Vuelva a Bedside.</translation>
    </message>
    <message>
        <source>You&apos;re no longer in the waiting room. Come back to Bedside.</source>
        <translation>Ya no está en la sala de espera. Vuelva a Bedside.</translation>
    </message>
    <message>
        <source>Back to today</source>
        <translation>Volver a hoy</translation>
    </message>
    <message>
        <source>Stop connecting</source>
        <translation>Dejar de conectar</translation>
    </message>
    <message>
        <source>Leave the waiting room</source>
        <translation>Salir de la sala de espera</translation>
    </message>
</context>
<context>
    <name>bedside::ui::InvitationModel</name>
    <message>
        <source>%1 at %2</source>
        <translation>%1 a las %2</translation>
    </message>
    <message>
        <source>It works until %1, %2.</source>
        <translation>Sirve hasta el %1, %2.</translation>
    </message>
    <message>
        <source>The link is copied. Paste it where only the patient reads it.</source>
        <translation>El enlace está copiado. Péguelo donde solo lo lea el paciente.</translation>
    </message>
    <message>
        <source>The text is copied. It holds the time and the link, nothing else.</source>
        <translation>El texto está copiado. Lleva la hora y el enlace, nada más.</translation>
    </message>
    <message>
        <source>The calendar file is saved: %1</source>
        <translation>El archivo de calendario está guardado: %1</translation>
    </message>
</context>
<context>
    <name>bedside::ui::LobbyModel</name>
    <message>
        <source>Somebody we can&apos;t check</source>
        <translation>Alguien a quien no podemos comprobar</translation>
    </message>
    <message>
        <source>This device came with the link that you made for %1. Ask for the full name and date of birth before you begin.</source>
        <translation>Este dispositivo ha venido con el enlace que usted creó para %1. Pregunte el nombre completo y la fecha de nacimiento antes de empezar.</translation>
    </message>
    <message>
        <source>This device could not prove that it has the link. Don&apos;t let it in; make a new invitation instead.</source>
        <translation>Este dispositivo no ha podido demostrar que tiene el enlace. No lo deje pasar; cree una invitación nueva.</translation>
    </message>
    <message>
        <source>Another device came in with the same link before. If that was not the patient, make a new invitation.</source>
        <translation>Antes entró otro dispositivo con el mismo enlace. Si no era el paciente, cree una invitación nueva.</translation>
    </message>
    <message>
        <source>Somebody is in your waiting room.</source>
        <translation>Hay alguien en su sala de espera.</translation>
    </message>
</context>
<context>
    <name>bedside::ui::NetworkModel</name>
    <message>
        <source>%1, %2 ms</source>
        <translation>%1, %2 ms</translation>
    </message>
    <message>
        <source>Does not work</source>
        <translation>No funciona</translation>
    </message>
    <message>
        <source>Works</source>
        <translation>Funciona</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Comprobar de nuevo</translation>
    </message>
    <message>
        <source>Check my connection</source>
        <translation>Comprobar mi conexión</translation>
    </message>
</context>
<context>
    <name>bedside::ui::SecurityModel</name>
    <message>
        <source>the other person</source>
        <translation>la otra persona</translation>
    </message>
    <message>
        <source>Nobody else is here</source>
        <translation>No hay nadie más</translation>
    </message>
    <message>
        <source>Making it private</source>
        <translation>Protegiendo la consulta</translation>
    </message>
    <message>
        <source>Private</source>
        <translation>Privada</translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation>Sin comprobar</translation>
    </message>
    <message>
        <source>You are alone in this visit. Nothing leaves your computer.</source>
        <translation>Está solo en esta consulta. Nada sale de su ordenador.</translation>
    </message>
    <message>
        <source>The keys for this visit are being made. Nothing is sent before they are there.</source>
        <translation>Se están creando las llaves de esta consulta. No se envía nada antes de tenerlas.</translation>
    </message>
    <message>
        <source>Only you and %1 can see and hear this visit.</source>
        <translation>Solo usted y %1 pueden ver y oír esta consulta.</translation>
    </message>
    <message>
        <source>We can&apos;t check at this moment that the line leads to the right person. What does not pass the check is neither shown nor played.</source>
        <translation>En este momento no podemos comprobar que la conexión lleve a la persona correcta. Lo que no supera la comprobación no se muestra ni se oye.</translation>
    </message>
    <message>
        <source>Nobody else can: not the practice&apos;s server, not the internet provider, not the makers of Bedside.</source>
        <translation>Nadie más puede: ni el servidor del centro, ni el proveedor de internet, ni quienes hacen Bedside.</translation>
    </message>
    <message>
        <source>You, on this computer</source>
        <translation>Usted, en este ordenador</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>The device that you let in came with the link that you made.</source>
        <translation>El dispositivo que usted dejó pasar vino con el enlace que usted creó.</translation>
    </message>
    <message>
        <source>The link that you got proves the practice, and the practice&apos;s key proves the clinician&apos;s device.</source>
        <translation>El enlace que recibió identifica al centro, y la llave del centro identifica el dispositivo del profesional.</translation>
    </message>
    <message>
        <source>The line&apos;s own certificate was checked: it leads to that device and to no other.</source>
        <translation>Se ha comprobado el certificado de la conexión: lleva a ese dispositivo y a ningún otro.</translation>
    </message>
    <message>
        <source>Picture, sound and chat are locked on one device and opened on the other. What does not open is not shown.</source>
        <translation>La imagen, el sonido y el chat se cierran con llave en un dispositivo y se abren en el otro. Lo que no se abre no se muestra.</translation>
    </message>
    <message>
        <source>Both devices confirm every few seconds that they have the same keys.</source>
        <translation>Los dos dispositivos confirman cada pocos segundos que tienen las mismas llaves.</translation>
    </message>
    <message>
        <source>The visit is locked: nobody else can come in.</source>
        <translation>La consulta está cerrada: no puede entrar nadie más.</translation>
    </message>
    <message>
        <source>Keys: %1</source>
        <translation>Llaves: %1</translation>
    </message>
    <message>
        <source>Picture and sound: %1</source>
        <translation>Imagen y sonido: %1</translation>
    </message>
    <message>
        <source>Lines checked: %1 of %2</source>
        <translation>Conexiones comprobadas: %1 de %2</translation>
    </message>
    <message>
        <source>Set of keys number %1</source>
        <translation>Juego de llaves número %1</translation>
    </message>
    <message>
        <source>Stopped: codes differ</source>
        <translation>Detenida: códigos distintos</translation>
    </message>
    <message>
        <source>The safety codes differ, so somebody else may be in between. Nothing more is sent, shown or played.</source>
        <translation>Los códigos de seguridad no coinciden, así que puede haber otra persona en medio. Ya no se envía, muestra ni reproduce nada.</translation>
    </message>
</context>
<context>
    <name>bedside::ui::SessionModel</name>
    <message>
        <source>Your data opens with this PIN and this computer&apos;s key store together.</source>
        <translation>Sus datos se abren con este PIN y el almacén de llaves de este ordenador, juntos.</translation>
    </message>
    <message>
        <source>This computer has no key store, so your passphrase alone protects your data. Use a long one.</source>
        <translation>Este ordenador no tiene almacén de llaves: solo su frase de paso protege sus datos. Use una larga.</translation>
    </message>
    <message>
        <source>The code has six digits. Type the one that your app shows now.</source>
        <translation>El código tiene seis cifras. Escriba el que muestra ahora su aplicación.</translation>
    </message>
    <message>
        <source>Type your name and your password.</source>
        <translation>Escriba su nombre y su contraseña.</translation>
    </message>
    <message numerus="yes">
        <source>There were too many attempts. You can try again in %n second(s).</source>
        <translation>
            <numerusform>Ha habido demasiados intentos. Puede volver a intentarlo dentro de %n segundo.</numerusform>
            <numerusform>Ha habido demasiados intentos. Puede volver a intentarlo dentro de %n segundos.</numerusform>
        </translation>
    </message>
    <message>
        <source>This computer&apos;s clock is %1 slow. Set the date and time, or sign-in and visits won&apos;t work.</source>
        <translation>El reloj de este ordenador va %1 atrasado. Póngalo en hora, o no podrá iniciar sesión ni hacer consultas.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is %1 fast. Set the date and time, or sign-in and visits won&apos;t work.</source>
        <translation>El reloj de este ordenador va %1 adelantado. Póngalo en hora, o no podrá iniciar sesión ni hacer consultas.</translation>
    </message>
    <message>
        <source>Not signed in: changes are kept here and sent later</source>
        <translation>Sin iniciar sesión: los cambios se guardan aquí y se envían después</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Conectado</translation>
    </message>
    <message>
        <source>No connection: changes are kept here and sent later</source>
        <translation>Sin conexión: los cambios se guardan aquí y se envían después</translation>
    </message>
</context>
<context>
    <name>bedside::ui::SummaryModel</name>
    <message>
        <source>%1 to %2</source>
        <translation>De %1 a %2</translation>
    </message>
</context>
<context>
    <name>bedside::ui::SupportModel</name>
    <message>
        <source>The report is saved:</source>
        <translation>El informe está guardado:</translation>
    </message>
    <message>
        <source>The report was not saved. %1</source>
        <translation>El informe no se ha guardado. %1</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Guardar el informe</translation>
    </message>
</context>
<context>
    <name>bedside::ui::VisitModel</name>
    <message>
        <source>Opening the visit</source>
        <translation>Abriendo la consulta</translation>
    </message>
    <message>
        <source>Ending the visit</source>
        <translation>Terminando la consulta</translation>
    </message>
    <message>
        <source>Nobody else is here yet. We ring when your patient arrives.</source>
        <translation>Todavía no hay nadie. Le avisaremos con un sonido cuando llegue su paciente.</translation>
    </message>
    <message>
        <source>Waiting for the clinician</source>
        <translation>Esperando al profesional</translation>
    </message>
    <message>
        <source>Sound only, as you chose</source>
        <translation>Solo sonido, como eligió</translation>
    </message>
    <message>
        <source>Small picture, as you chose</source>
        <translation>Imagen pequeña, como eligió</translation>
    </message>
    <message>
        <source>Weak line: your picture is small</source>
        <translation>Conexión débil: su imagen es pequeña</translation>
    </message>
    <message>
        <source>Your line is weak. Your picture is paused so that you can be heard. It comes back by itself.</source>
        <translation>Su conexión es débil. Su imagen está en pausa para que se le oiga. Volverá sola.</translation>
    </message>
    <message>
        <source>Your line is too weak for sound at the moment. You can write to each other until it comes back by itself.</source>
        <translation>Ahora su conexión es demasiado débil para el sonido. Pueden escribirse hasta que vuelva solo.</translation>
    </message>
</context>
</TS>
