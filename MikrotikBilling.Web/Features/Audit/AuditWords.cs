using System.Globalization;
using System.Text;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Audit;

/// <summary>Fields, values and doors of the history as people read them.</summary>
public static class AuditWords
{
    /// <summary><c>ProtectedRouterPassword</c> as <c>Router password</c>.</summary>
    public static string Field(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0) return "";
        var plain = name.StartsWith("Protected", StringComparison.Ordinal) && name.Length > 9 ? name[9..] : name;
        if (plain.EndsWith("Id", StringComparison.Ordinal) && plain.Length > 2) plain = plain[..^2];
        else if (plain.EndsWith("At", StringComparison.Ordinal) && plain.Length > 2) plain = plain[..^2];
        var words = new StringBuilder();
        foreach (var (c, i) in plain.Select((c, i) => (c, i)))
        {
            var begins = i > 0 && char.IsUpper(c) && (!char.IsUpper(plain[i - 1]) || (i + 1 < plain.Length && char.IsLower(plain[i + 1])));
            if (begins) words.Append(' ');
            words.Append(i > 0 && char.IsUpper(c) && !(i + 1 < plain.Length && char.IsUpper(plain[i + 1])) && !(char.IsUpper(plain[i - 1]) && i + 1 == plain.Length)
                ? char.ToLowerInvariant(c) : c);
        }
        return words.ToString();
    }

    /// <summary>In the tenant's zone and style; ids as the names that were found.</summary>
    public static string Value(AuditChange change, string? value, TenantTime time, IReadOnlyDictionary<Guid, string> names)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(names);
        if (value is null) return "";
        if (value == AuditChange.Masked) return "hidden";
        if (Guid.TryParse(value, out var id)) return names.GetValueOrDefault(id) ?? $"{value[..8]}…";
        if (DateTimeOffset.TryParseExact(value, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return time.Moment(at);
        if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return DisplayFormat.Current.Date(day);
        if (value.Length > 4 && value[3] == ' ' && Currency.IsWellFormed(value[..3]) && decimal.TryParse(value[4..], NumberStyles.Number, CultureInfo.InvariantCulture, out var amount))
            return Money.FromDecimal(amount, value[..3]).ToString();
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            if (change.Field.Contains("Bytes", StringComparison.Ordinal)) return Units.Bytes(number);
            if (change.Field.Contains("Download", StringComparison.Ordinal) || change.Field.Contains("Upload", StringComparison.Ordinal)) return number == 0 ? "no limit" : Units.BitRate(number);
        }
        return value;
    }

    public static string Door(AuditDoor? door, string? via) => door switch
    {
        AuditDoor.Page => "in the browser",
        AuditDoor.Api => "over the API",
        AuditDoor.Job => $"job {via}",
        AuditDoor.Command => $"command {via}",
        AuditDoor.Background => "in the background",
        _ => "",
    };

    public static string Icon(string action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return action.Split('.') switch
        {
            ["customer", "added"] => "user-plus",
            ["session", _] => "wifi-off",
            ["settings", _] => "settings",
            ["job", _] => "play",
            [_, "signed-in"] => "key",
            [_, "certificate-trusted"] => "shield",
            [_, "extended" or "expiry-set"] => "calendar",
            [_, "password-changed" or "password-shown"] => "key",
            [_, "disabled" or "retired"] => "pause",
            [_, "enabled" or "started" or "offered"] => "play",
            [_, "expired"] => "clock",
            [_, "added" or "created"] => "plus",
            [_, "deleted"] => "trash",
            [_, "edited" or "renamed"] => "edit",
            _ => "history",
        };
    }
}
