using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Kernel;

/// <summary>
/// Phone numbers in E.164 (ITU-T E.164: plus sign, country code, at most 15 digits). National input is completed with the code of
/// the given country; the trunk prefix is dropped.
/// </summary>
public static class Phone
{
    // ISO 3166 country: calling code, trunk prefix, national digits (fewest, most). ITU-T E.164 assignments.
    private static readonly Dictionary<string, (string Code, string Trunk, int Min, int Max)> Plans = new(StringComparer.OrdinalIgnoreCase)
    {
        ["KE"] = ("254", "0", 9, 9),
        ["UG"] = ("256", "0", 9, 9),
        ["TZ"] = ("255", "0", 9, 9),
        ["RW"] = ("250", "0", 9, 9),
        ["NG"] = ("234", "0", 8, 10),
        ["GH"] = ("233", "0", 9, 9),
        ["ZA"] = ("27", "0", 9, 9),
        ["ZM"] = ("260", "0", 9, 9),
        ["ET"] = ("251", "0", 9, 9),
        ["EG"] = ("20", "0", 8, 10),
        ["SO"] = ("252", "0", 7, 9),
        ["CD"] = ("243", "0", 9, 9),
        ["BD"] = ("880", "0", 8, 10),
        ["IN"] = ("91", "0", 10, 10),
        ["PK"] = ("92", "0", 9, 10),
        ["NP"] = ("977", "0", 8, 10),
        ["LK"] = ("94", "0", 9, 9),
        ["ID"] = ("62", "0", 8, 12),
        ["PH"] = ("63", "0", 8, 10),
        ["VN"] = ("84", "0", 9, 10),
        ["MM"] = ("95", "0", 7, 10),
        ["TH"] = ("66", "0", 8, 9),
        ["MY"] = ("60", "0", 8, 10),
        ["AF"] = ("93", "0", 9, 9),
        ["US"] = ("1", "1", 10, 10),
        ["CA"] = ("1", "1", 10, 10),
        ["GB"] = ("44", "0", 9, 10),
        ["DE"] = ("49", "0", 6, 13),
        ["FR"] = ("33", "0", 9, 9),
        ["ES"] = ("34", "", 9, 9),
        ["IT"] = ("39", "", 6, 11),
        ["PL"] = ("48", "", 9, 9),
        ["TR"] = ("90", "0", 10, 10),
        ["BR"] = ("55", "0", 10, 11),
        ["MX"] = ("52", "", 10, 10),
        ["CO"] = ("57", "", 10, 10),
        ["PE"] = ("51", "0", 8, 9),
        ["AR"] = ("54", "0", 10, 11),
        ["CL"] = ("56", "", 9, 9),
        ["IQ"] = ("964", "0", 8, 10),
        ["KW"] = ("965", "", 8, 8),
        ["AE"] = ("971", "0", 8, 9),
        ["SA"] = ("966", "0", 8, 9),
        ["YE"] = ("967", "0", 7, 9),
        ["CM"] = ("237", "", 9, 9),
        ["CI"] = ("225", "", 10, 10),
        ["SN"] = ("221", "", 9, 9),
        ["ML"] = ("223", "", 8, 8),
    };

    public static IEnumerable<string> Countries => Plans.Keys;

    /// <summary>How a number is written, below its field.</summary>
    public static Phrase Hint(string country) => $"As dialled in {Kernel.Countries.NameOf(country)}, or with + and the country code.";

    /// <summary>What is said to anything that is no number.</summary>
    public static Phrase Rule(string country) => $"That is no phone number. Write it as dialled in {Kernel.Countries.NameOf(country)}, or with + and the country code.";

    /// <summary>True and the E.164 form when the input can be a number of that country, or is written internationally (+ or 00).</summary>
    public static bool TryNormalise(string? input, string country, out string e164)
    {
        e164 = "";
        if (string.IsNullOrWhiteSpace(input) || input.Length > 40) return false;
        if (input.Any(c => !char.IsAsciiDigit(c) && !"+ -().\u00A0/".Contains(c, StringComparison.Ordinal))) return false;
        var trimmed = input.Trim();
        var digits = new string([.. trimmed.Where(char.IsAsciiDigit)]);
        if (trimmed.LastIndexOf('+') > 0) return false;
        if (trimmed[0] == '+') return International(digits, out e164);
        if (digits.StartsWith("00", StringComparison.Ordinal)) return International(digits[2..], out e164);
        if (!Plans.TryGetValue(country, out var plan)) return false;

        if (plan.Trunk.Length > 0 && digits.StartsWith(plan.Trunk, StringComparison.Ordinal) && digits.Length - plan.Trunk.Length >= plan.Min)
            digits = digits[plan.Trunk.Length..];
        else if (digits.StartsWith(plan.Code, StringComparison.Ordinal) && digits.Length - plan.Code.Length >= plan.Min)
            return International(digits, out e164);
        if (digits.Length < plan.Min || digits.Length > plan.Max) return false;
        e164 = $"+{plan.Code}{digits}";
        return true;
    }

    private static bool International(string digits, out string e164)
    {
        e164 = "";
        if (digits.Length is < 7 or > 15 || digits[0] == '0') return false;
        foreach (var plan in Plans.Values)
        {
            if (!digits.StartsWith(plan.Code, StringComparison.Ordinal)) continue;
            var national = digits.Length - plan.Code.Length;
            if (national < plan.Min || national > plan.Max) continue;
            e164 = "+" + digits;
            return true;
        }
        if (Plans.Values.Any(p => digits.StartsWith(p.Code, StringComparison.Ordinal))) return false;
        e164 = "+" + digits;
        return true;
    }
}
