using System.Globalization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning.Adoption;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Adoption;

/// <summary>What one profile's fields hold.</summary>
public sealed class ProfileFields
{
    public Guid? ProfileId { get; set; }
    public string? Name { get; set; }
    public decimal? Price { get; set; }
}

/// <summary>Everything the form of profiles draws.</summary>
public sealed record ProfilesView(AdoptionLine Run, IReadOnlyList<AdoptionProfile> Proposals, IReadOnlyList<ProfileChoice> Known, string Currency, TenantTime Time);

/// <summary>The filter of the rows as the address says it.</summary>
public sealed class AdoptQuery
{
    private const string AsksWord = "asks";

    public string? Q { get; set; }

    /// <summary>One doubt by name.</summary>
    public string? Doubt { get; set; }

    /// <summary>One decision by name, or <c>asks</c>.</summary>
    public string? Decision { get; set; }

    /// <summary>One outcome by name.</summary>
    public string? State { get; set; }

    public bool IsEmpty => string.IsNullOrEmpty(Q) && string.IsNullOrEmpty(Doubt) && string.IsNullOrEmpty(Decision) && string.IsNullOrEmpty(State);

    public static string Asks => AsksWord;

    public AdoptionFilter ToFilter() => new(
        Read<AdoptionDoubts>(Doubt) ?? AdoptionDoubts.None, Read<AdoptionDecision>(Decision), Read<AdoptionRowState>(State), Q, Decision == AsksWord);

    public IReadOnlyList<KeyValuePair<string, string>> Fields =>
        [.. new[] { KeyValuePair.Create("q", Q), KeyValuePair.Create("doubt", Doubt), KeyValuePair.Create("decision", Decision), KeyValuePair.Create("state", State) }
            .Where(f => !string.IsNullOrEmpty(f.Value)).Select(f => KeyValuePair.Create(f.Key, f.Value!))];

    /// <summary>The list with this filter.</summary>
    public string Url(string page)
    {
        var url = PageUrl.With(page, ("step", "customers"));
        foreach (var (key, value) in Fields) url = PageUrl.With(url, (key, value));
        return url;
    }

    private static T? Read<T>(string? text) where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? value : null;
}

/// <summary>Everything the list of rows draws.</summary>
public sealed record RowsView(AdoptionLine Run, AdoptionCounts Counts, Page<AdoptionRowLine> Rows, AdoptQuery Query, string? Cursor, string Url, TenantTime Time);
