using Bogus;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Web.Demo;

/// <summary>Somebody invented. <paramref name="UserName"/> is asked for where the name has no Latin letters to make one from.</summary>
internal sealed record DemoPerson(string Name, string? UserName, string? Phone, string? Email, string Address);

/// <summary>People of a town in Kenya: names of East Africa, Bangladesh and Arabia, some in their own script. The same seed gives the same people.</summary>
internal sealed class DemoPeople(int seed)
{
    private static readonly string[] East =
    [
        "Amina", "Wanjiku", "Otieno", "Achieng", "Kamau", "Njeri", "Baraka", "Zawadi", "Juma", "Neema", "Kiprop", "Chebet", "Mwangi", "Akinyi", "Faraja",
        "Grace", "Peter", "Joseph", "Esther", "Samuel", "Mary", "David", "Ruth", "Daniel", "Mercy", "Brian", "Faith", "Kevin", "Joy", "Dennis",
    ];

    private static readonly string[] EastFamily =
    [
        "Odhiambo", "Kimani", "Mutua", "Nyambura", "Koech", "Wafula", "Omondi", "Cheruiyot", "Maina", "Mwakio", "Ochieng", "Karanja", "Kipchumba", "Nekesa",
        "Barasa", "Mugisha", "Nakato", "Ssemakula", "Mushi", "Massawe", "Uwimana", "Habimana", "Okello", "Wambui", "Ndegwa", "Chege", "Muthoni", "Rotich",
    ];

    private static readonly string[] Bangla = ["Rafiqul", "Shahida", "Abdur", "Nasrin", "Kamrul", "Farhana", "Mizanur", "Sultana", "Tariqul", "Rokeya", "Jahangir", "Taslima"];
    private static readonly string[] BanglaFamily = ["Islam", "Rahman", "Begum", "Hossain", "Chowdhury", "Akter", "Uddin", "Khatun", "Miah", "Sarkar", "Talukder", "Bhuiyan"];
    private static readonly string[] Arab = ["Yusuf", "Fatima", "Khalid", "Maryam", "Omar", "Salma", "Hassan", "Layla", "Ibrahim", "Noor", "Said", "Zahra"];
    private static readonly string[] ArabFamily = ["Al-Amoudi", "Bin Salim", "Al-Harthy", "Abdi", "Al-Mazrui", "Sheikh", "Ba Wazir", "Farah", "Al-Busaidy", "Noorani", "Warsame", "Haji"];

    private static readonly (string Name, string UserName)[] OwnScript =
    [
        ("মোঃ রফিকুল ইসলাম", "rafiqul.islam"), ("শাহিদা বেগম", "shahida.begum"), ("তানভীর আহমেদ", "tanvir.ahmed"), ("নাসরিন আক্তার", "nasrin.akter"),
        ("محمد عبد الله", "mohamed.abdullah"), ("فاطمة الحارثي", "fatima.alharthy"), ("خالد بن سالم", "khalid.binsalim"), ("ليلى فرح", "layla.farah"),
        ("ዳዊት ተስፋዬ", "dawit.tesfaye"), ("ሰላም በቀለ", "selam.bekele"),
    ];

    private static readonly string[] Shops =
    [
        "Savanna Guest House", "Baobab Pharmacy", "Lakeview Cyber", "Jamii Primary School", "Pwani Hardware", "Tumaini Clinic", "Simba Auto Spares", "Nyota Salon",
        "Upendo Bakery", "Kilimo Agrovet", "Sunrise Academy", "Mlimani Butchery",
    ];

    private static readonly string[] Roads =
    [
        "Moi Avenue", "Kenyatta Road", "Station Road", "Lake Road", "Hospital Road", "Market Street", "Uhuru Street", "Church Lane", "Airport Road", "Hilltop Drive",
    ];

    private static readonly string[] Quarters = ["Milimani", "Kaptembwo", "Section 58", "Lanet", "Bondeni", "Free Area", "London Estate", "Shabab", "Naka", "Pipeline"];

    private readonly Randomizer _random = new(seed);
    private int _ownScript;

    public DemoPerson Next()
    {
        var (name, userName) = Name();
        var stem = userName ?? Credentials.Stem(name, number: null, phone: null);
        var phone = _random.Bool(0.93f) ? $"07{_random.Number(0, 99_999_999):D8}" : null;
        var email = _random.Bool(0.45f) ? $"{stem}{_random.Number(1, 999)}@example.com" : null;
        return new DemoPerson(name, userName, phone, email, $"Plot {_random.Number(1, 480)}, {_random.ArrayElement(Roads)}, {_random.ArrayElement(Quarters)}, Nakuru");
    }

    private (string Name, string? UserName) Name()
    {
        var kind = _random.Number(0, 99);
        // Few names in their own script: a user name cannot be made from them, so each is a person that was given one.
        if (kind < 3 && _ownScript < OwnScript.Length) return OwnScript[_ownScript++];
        return (kind switch
        {
            < 18 => $"{_random.ArrayElement(Bangla)} {_random.ArrayElement(BanglaFamily)}",
            < 33 => $"{_random.ArrayElement(Arab)} {_random.ArrayElement(ArabFamily)}",
            < 38 => $"{_random.ArrayElement(Shops)} {_random.Number(1, 40)}",
            < 55 => $"{_random.ArrayElement(East)} {_random.ArrayElement(East)} {_random.ArrayElement(EastFamily)}",
            _ => $"{_random.ArrayElement(East)} {_random.ArrayElement(EastFamily)}",
        }, null);
    }
}
