using System.Globalization;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Hotspots;

/// <summary>All that a guest reads, here and in the files on the router.</summary>
public enum HotspotWord
{
    Title, Language, HaveVoucher, Code, CodeHelp, Pin, PinHelp, Connect, HaveAccount, UserName, Password, SignIn, BuyPackage,
    Packages, Phone, PhoneHelp, PayOnPhone, PayWith, Moment, MomentText, Reload, Ready, ReadyText, GoOnline, GoesTo, KeepThis, Until,
    Paying, PayingPhone, PayingGo, NotPaid, Back, TryAgain, Online, TimeLeft, OnlineFor, Downloaded, Uploaded, VolumeLeft, LogOut,
    LoggedOut, LogInAgain, Onward, IfNothing, Fallback, ChapNeedsScript, Trouble, CodeMissing, NameMissing, PackageMissing,
    PhoneWrong, Unknown, Throttled, TooOften, Used, Expired, NotReady, OtherHotspot, AsksPin, OtherKind, Failed, WrongLogin, TimeUp,
    VolumeUp, TooManyDevices, OtherDevice, RouterBusy, NoLogin, BadLogin, Closed, VisitOver, Hour, Hours, Day, Days, Week, Weeks,
    Month, Months, Minutes,
}

/// <summary>A language of the guests' page, by its own name.</summary>
public sealed record HotspotLanguage(string Code, string Name);

/// <summary>The words of one language. Each stands once in the table, in all languages beside each other.</summary>
public sealed class HotspotWords
{
    private static readonly Dictionary<HotspotWord, string[]> Table = new()
    {
        [HotspotWord.Title] = ["Internet access", "Huduma ya intaneti", "ইন্টারনেট সংযোগ", "Acceso a Internet"],
        [HotspotWord.Language] = ["Language", "Lugha", "ভাষা", "Idioma"],
        [HotspotWord.HaveVoucher] = ["I have a voucher", "Nina vocha", "আমার কাছে ভাউচার আছে", "Tengo un vale"],
        [HotspotWord.Code] = ["Voucher code", "Namba ya vocha", "ভাউচার কোড", "Código del vale"],
        [HotspotWord.CodeHelp] = ["As it stands on the voucher. Spaces and dashes do not matter.", "Kama ilivyo kwenye vocha. Nafasi na vistari si muhimu.", "ভাউচারে যেমন লেখা আছে। ফাঁকা জায়গা ও ড্যাশ না দিলেও চলে।", "Tal como figura en el vale. Los espacios y guiones no importan."],
        [HotspotWord.Pin] = ["PIN", "PIN", "পিন", "PIN"],
        [HotspotWord.PinHelp] = ["It stands beside the code.", "Ipo kando ya namba ya vocha.", "এটি কোডের পাশে লেখা আছে।", "Figura junto al código."],
        [HotspotWord.Connect] = ["Connect", "Unganisha", "সংযোগ করুন", "Conectar"],
        [HotspotWord.HaveAccount] = ["I have an account", "Nina akaunti", "আমার অ্যাকাউন্ট আছে", "Tengo una cuenta"],
        [HotspotWord.UserName] = ["User name", "Jina la mtumiaji", "ব্যবহারকারীর নাম", "Usuario"],
        [HotspotWord.Password] = ["Password", "Nenosiri", "পাসওয়ার্ড", "Contraseña"],
        [HotspotWord.SignIn] = ["Sign in", "Ingia", "সাইন ইন", "Entrar"],
        [HotspotWord.BuyPackage] = ["Buy a package", "Nunua kifurushi", "প্যাকেজ কিনুন", "Comprar un paquete"],
        [HotspotWord.Packages] = ["Packages", "Vifurushi", "প্যাকেজসমূহ", "Paquetes"],
        [HotspotWord.Phone] = ["Phone number", "Namba ya simu", "ফোন নম্বর", "Número de teléfono"],
        [HotspotWord.PhoneHelp] = ["The request to pay appears on this phone.", "Ombi la malipo litatokea kwenye simu hii.", "অর্থ পরিশোধের অনুরোধ এই ফোনে আসবে।", "La solicitud de pago aparece en este teléfono."],
        [HotspotWord.PayOnPhone] = ["Pay on my phone ({0})", "Lipa kwa simu yangu ({0})", "আমার ফোনে পরিশোধ করুন ({0})", "Pagar en mi teléfono ({0})"],
        [HotspotWord.PayWith] = ["Pay with {0}", "Lipa kwa {0}", "{0} দিয়ে পরিশোধ করুন", "Pagar con {0}"],
        [HotspotWord.Moment] = ["One moment…", "Subiri kidogo…", "একটু অপেক্ষা করুন…", "Un momento…"],
        [HotspotWord.MomentText] = ["Your access is being set up. This page goes on by itself.", "Huduma yako inaandaliwa. Ukurasa huu utaendelea wenyewe.", "আপনার সংযোগ প্রস্তুত হচ্ছে। এই পাতা নিজে থেকেই এগোবে।", "Se está preparando su acceso. Esta página continúa sola."],
        [HotspotWord.Reload] = ["Look again", "Angalia tena", "আবার দেখুন", "Comprobar de nuevo"],
        [HotspotWord.Ready] = ["You are nearly online", "Uko karibu kuunganishwa", "আপনি প্রায় সংযুক্ত", "Ya casi está en línea"],
        [HotspotWord.ReadyText] = ["Tap the button to go online.", "Bonyeza kitufe ili uunganishwe.", "অনলাইনে যেতে বোতামে চাপ দিন।", "Toque el botón para conectarse."],
        [HotspotWord.GoOnline] = ["Go online", "Unganishwa sasa", "অনলাইনে যান", "Conectarse"],
        [HotspotWord.GoesTo] = ["Then you go on to {0}.", "Kisha utaendelea kwenda {0}.", "এরপর আপনি {0} এ যাবেন।", "Después seguirá a {0}."],
        [HotspotWord.KeepThis] = ["Keep this to sign in again later.", "Hifadhi hii ili uingie tena baadaye.", "পরে আবার সাইন ইন করতে এটি রেখে দিন।", "Guarde esto para volver a entrar más tarde."],
        [HotspotWord.Until] = ["Until {0}", "Hadi {0}", "{0} পর্যন্ত", "Hasta {0}"],
        [HotspotWord.Paying] = ["Waiting for your payment", "Tunasubiri malipo yako", "আপনার পরিশোধের অপেক্ষায়", "Esperando su pago"],
        [HotspotWord.PayingPhone] = ["Look at your phone and confirm there. This page goes on by itself.", "Angalia simu yako na uthibitishe hapo. Ukurasa huu utaendelea wenyewe.", "আপনার ফোনে দেখে নিশ্চিত করুন। এই পাতা নিজে থেকেই এগোবে।", "Mire su teléfono y confirme allí. Esta página continúa sola."],
        [HotspotWord.PayingGo] = ["Go on paying", "Endelea kulipa", "পরিশোধ চালিয়ে যান", "Seguir con el pago"],
        [HotspotWord.NotPaid] = ["It was not paid.", "Malipo hayakufanyika.", "পরিশোধ হয়নি।", "No se pagó."],
        [HotspotWord.Back] = ["Back", "Rudi", "ফিরে যান", "Volver"],
        [HotspotWord.TryAgain] = ["Try again", "Jaribu tena", "আবার চেষ্টা করুন", "Intentar de nuevo"],
        [HotspotWord.Online] = ["You are online", "Umeunganishwa", "আপনি অনলাইনে আছেন", "Está en línea"],
        [HotspotWord.TimeLeft] = ["Time left", "Muda uliobaki", "বাকি সময়", "Tiempo restante"],
        [HotspotWord.OnlineFor] = ["Online for", "Umeunganishwa kwa", "অনলাইনে আছেন", "En línea desde hace"],
        [HotspotWord.Downloaded] = ["Downloaded", "Umepakua", "ডাউনলোড", "Descargado"],
        [HotspotWord.Uploaded] = ["Uploaded", "Umepakia", "আপলোড", "Subido"],
        [HotspotWord.VolumeLeft] = ["Volume left", "Data iliyobaki", "বাকি ডেটা", "Datos restantes"],
        [HotspotWord.LogOut] = ["Log out", "Toka", "লগ আউট", "Salir"],
        [HotspotWord.LoggedOut] = ["You are logged out", "Umetoka", "আপনি লগ আউট করেছেন", "Ha salido"],
        [HotspotWord.LogInAgain] = ["Log in again", "Ingia tena", "আবার লগ ইন করুন", "Entrar de nuevo"],
        [HotspotWord.Onward] = ["Go on", "Endelea", "এগিয়ে যান", "Continuar"],
        [HotspotWord.IfNothing] = ["If nothing happens, tap here.", "Kama hakuna kinachotokea, bonyeza hapa.", "কিছু না হলে এখানে চাপ দিন।", "Si no pasa nada, toque aquí."],
        [HotspotWord.Fallback] = ["Page does not open? Sign in here", "Ukurasa haufunguki? Ingia hapa", "পাতা খুলছে না? এখানে সাইন ইন করুন", "¿No se abre la página? Entre aquí"],
        [HotspotWord.ChapNeedsScript] = ["This form needs JavaScript.", "Fomu hii inahitaji JavaScript.", "এই ফর্মের জন্য জাভাস্ক্রিপ্ট দরকার।", "Este formulario necesita JavaScript."],
        [HotspotWord.Trouble] = ["Something went wrong", "Kuna tatizo", "কিছু ভুল হয়েছে", "Algo salió mal"],
        [HotspotWord.CodeMissing] = ["Type the code of your voucher.", "Andika namba ya vocha yako.", "আপনার ভাউচারের কোড লিখুন।", "Escriba el código de su vale."],
        [HotspotWord.NameMissing] = ["Type your user name and password.", "Andika jina la mtumiaji na nenosiri.", "ব্যবহারকারীর নাম ও পাসওয়ার্ড লিখুন।", "Escriba su usuario y contraseña."],
        [HotspotWord.PackageMissing] = ["Choose a package.", "Chagua kifurushi.", "একটি প্যাকেজ বাছুন।", "Elija un paquete."],
        [HotspotWord.PhoneWrong] = ["Look at the phone number again.", "Angalia tena namba ya simu.", "ফোন নম্বরটি আবার দেখুন।", "Revise el número de teléfono."],
        [HotspotWord.Unknown] = ["This code is not known. Look at it again.", "Namba hii haijulikani. Iangalie tena.", "এই কোডটি চেনা যাচ্ছে না। আবার দেখুন।", "Este código no se conoce. Revíselo."],
        [HotspotWord.Throttled] = ["Too many wrong codes. Try again in a quarter of an hour.", "Namba nyingi zisizo sahihi. Jaribu tena baada ya dakika kumi na tano.", "অনেকবার ভুল কোড দেওয়া হয়েছে। পনেরো মিনিট পরে আবার চেষ্টা করুন।", "Demasiados códigos erróneos. Inténtelo de nuevo en un cuarto de hora."],
        [HotspotWord.TooOften] = ["Too many tries. Try again in a quarter of an hour.", "Umejaribu mara nyingi. Jaribu tena baada ya dakika kumi na tano.", "অনেকবার চেষ্টা হয়েছে। পনেরো মিনিট পরে আবার চেষ্টা করুন।", "Demasiados intentos. Inténtelo de nuevo en un cuarto de hora."],
        [HotspotWord.Used] = ["This voucher is used up.", "Vocha hii imeshatumika.", "এই ভাউচার ব্যবহার হয়ে গেছে।", "Este vale ya se usó."],
        [HotspotWord.Expired] = ["This voucher is no longer valid.", "Vocha hii imeisha muda wake.", "এই ভাউচারের মেয়াদ শেষ।", "Este vale ya no es válido."],
        [HotspotWord.NotReady] = ["This voucher is not valid yet.", "Vocha hii bado haijaanza kutumika.", "এই ভাউচার এখনও চালু হয়নি।", "Este vale todavía no es válido."],
        [HotspotWord.OtherHotspot] = ["This voucher is not valid at this hotspot.", "Vocha hii haifanyi kazi kwenye hotspot hii.", "এই ভাউচার এই হটস্পটে চলে না।", "Este vale no es válido en este punto de acceso."],
        [HotspotWord.AsksPin] = ["Type the PIN of the voucher too.", "Andika pia PIN ya vocha.", "ভাউচারের পিনও লিখুন।", "Escriba también el PIN del vale."],
        [HotspotWord.OtherKind] = ["This voucher is for another kind of service. Ask where you bought it.", "Vocha hii ni ya huduma nyingine. Uliza ulikoinunua.", "এই ভাউচার অন্য সেবার জন্য। যেখানে কিনেছেন সেখানে জিজ্ঞাসা করুন।", "Este vale es para otro tipo de servicio. Pregunte donde lo compró."],
        [HotspotWord.Failed] = ["It did not work. Ask where you bought your access.", "Haikufanikiwa. Uliza ulikonunua huduma yako.", "কাজ হয়নি। যেখান থেকে কিনেছেন সেখানে জিজ্ঞাসা করুন।", "No funcionó. Pregunte donde compró su acceso."],
        [HotspotWord.WrongLogin] = ["User name or password is wrong.", "Jina la mtumiaji au nenosiri si sahihi.", "ব্যবহারকারীর নাম বা পাসওয়ার্ড ভুল।", "Usuario o contraseña incorrectos."],
        [HotspotWord.TimeUp] = ["Your time is up.", "Muda wako umeisha.", "আপনার সময় শেষ।", "Se acabó su tiempo."],
        [HotspotWord.VolumeUp] = ["Your volume is used up.", "Data yako imeisha.", "আপনার ডেটা শেষ।", "Se acabaron sus datos."],
        [HotspotWord.TooManyDevices] = ["It is in use on another device.", "Inatumika kwenye kifaa kingine.", "এটি অন্য ডিভাইসে ব্যবহার হচ্ছে।", "Está en uso en otro dispositivo."],
        [HotspotWord.OtherDevice] = ["It belongs to another device.", "Ni ya kifaa kingine.", "এটি অন্য ডিভাইসের।", "Pertenece a otro dispositivo."],
        [HotspotWord.RouterBusy] = ["The hotspot did not answer. Try again.", "Hotspot haikujibu. Jaribu tena.", "হটস্পট সাড়া দেয়নি। আবার চেষ্টা করুন।", "El punto de acceso no respondió. Inténtelo de nuevo."],
        [HotspotWord.NoLogin] = ["Connect to the Wi-Fi and open any page: it brings you back here.", "Jiunge na Wi-Fi na ufungue ukurasa wowote: utarudishwa hapa.", "ওয়াই-ফাইয়ে যুক্ত হয়ে যেকোনো পাতা খুলুন: সেটি আপনাকে এখানে আনবে।", "Conéctese al Wi-Fi y abra cualquier página: le traerá aquí."],
        [HotspotWord.BadLogin] = ["The address of the log-in page is not one of this hotspot. Nothing was sent.", "Anwani ya ukurasa wa kuingia si ya hotspot hii. Hakuna kilichotumwa.", "লগ ইন পাতার ঠিকানা এই হটস্পটের নয়। কিছুই পাঠানো হয়নি।", "La dirección de la página de entrada no es de este punto de acceso. No se envió nada."],
        [HotspotWord.Closed] = ["This hotspot is closed at the moment.", "Hotspot hii imefungwa kwa sasa.", "এই হটস্পট এখন বন্ধ।", "Este punto de acceso está cerrado por ahora."],
        [HotspotWord.VisitOver] = ["This page is too old. Begin again.", "Ukurasa huu umepitwa na wakati. Anza upya.", "এই পাতাটি পুরনো হয়ে গেছে। আবার শুরু করুন।", "Esta página ha caducado. Empiece de nuevo."],
        [HotspotWord.Hour] = ["1 hour", "Saa 1", "1 ঘণ্টা", "1 hora"],
        [HotspotWord.Hours] = ["{0} hours", "Saa {0}", "{0} ঘণ্টা", "{0} horas"],
        [HotspotWord.Day] = ["1 day", "Siku 1", "1 দিন", "1 día"],
        [HotspotWord.Days] = ["{0} days", "Siku {0}", "{0} দিন", "{0} días"],
        [HotspotWord.Week] = ["1 week", "Wiki 1", "1 সপ্তাহ", "1 semana"],
        [HotspotWord.Weeks] = ["{0} weeks", "Wiki {0}", "{0} সপ্তাহ", "{0} semanas"],
        [HotspotWord.Month] = ["1 month", "Mwezi 1", "1 মাস", "1 mes"],
        [HotspotWord.Months] = ["{0} months", "Miezi {0}", "{0} মাস", "{0} meses"],
        [HotspotWord.Minutes] = ["{0} min", "Dakika {0}", "{0} মিনিট", "{0} min"],
    };

    private readonly int _column;

    private HotspotWords(int column) => _column = column;

    /// <summary>In the order of the table's columns.</summary>
    public static IReadOnlyList<HotspotLanguage> Languages { get; } = [new("en", "English"), new("sw", "Kiswahili"), new("bn", "বাংলা"), new("es", "Español")];

    public HotspotLanguage Language => Languages[_column];

    public string this[HotspotWord word] => Table[word][_column];

    public string With(HotspotWord word, object value) => string.Format(CultureInfo.InvariantCulture, this[word], value);

    public static HotspotWords In(string? code) => new(Math.Max(0, Languages.Index().FirstOrDefault(l => l.Item.Code == code).Index));

    /// <summary>What was asked for by its code, else what the browser likes best of those offered, else the first of them.</summary>
    public static HotspotWords For(IReadOnlyList<string> offered, string? asked, string? acceptLanguage)
    {
        ArgumentNullException.ThrowIfNull(offered);
        if (asked is not null && offered.Contains(asked, StringComparer.Ordinal)) return In(asked);
        var liked = (acceptLanguage is { Length: <= 500 } ? acceptLanguage : "").Split(',').Select(part => part.Split(';'))
            .Select(part => (Code: part[0].Trim().Split('-')[0].ToLowerInvariant(), Weight: Weight(part)))
            .Where(l => l.Weight > 0 && offered.Contains(l.Code, StringComparer.Ordinal)).OrderByDescending(l => l.Weight).Select(l => l.Code).FirstOrDefault();
        return In(liked ?? (offered.Count > 0 ? offered[0] : null));
    }

    public string Length(CalendarSpan span) => (span.Count, span.Unit) switch
    {
        (1, SpanUnit.Hours) => this[HotspotWord.Hour],
        (1, SpanUnit.Days) => this[HotspotWord.Day],
        (1, SpanUnit.Weeks) => this[HotspotWord.Week],
        (1, SpanUnit.Months) => this[HotspotWord.Month],
        (var count, SpanUnit.Hours) => With(HotspotWord.Hours, count),
        (var count, SpanUnit.Days) => With(HotspotWord.Days, count),
        (var count, SpanUnit.Weeks) => With(HotspotWord.Weeks, count),
        var (count, _) => With(HotspotWord.Months, count),
    };

    /// <summary>In its two largest parts; whole minutes.</summary>
    public string Length(TimeSpan time)
    {
        var (days, hours, minutes) = ((int)time.TotalDays, time.Hours, time.Minutes);
        if (days > 0) return hours == 0 ? Length(new CalendarSpan(days, SpanUnit.Days)) : $"{Length(new CalendarSpan(days, SpanUnit.Days))} {Length(new CalendarSpan(hours, SpanUnit.Hours))}";
        if (hours > 0) return minutes == 0 ? Length(new CalendarSpan(hours, SpanUnit.Hours)) : $"{Length(new CalendarSpan(hours, SpanUnit.Hours))} {With(HotspotWord.Minutes, minutes)}";
        return With(HotspotWord.Minutes, Math.Max(0, minutes));
    }

    private static double Weight(string[] parts) =>
        parts.Skip(1).Select(p => p.Trim()).FirstOrDefault(p => p.StartsWith("q=", StringComparison.Ordinal)) is not { } q ? 1
        : double.TryParse(q[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) ? weight : 0;
}
