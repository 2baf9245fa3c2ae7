using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Hotspots;

/// <summary>What staff say of a portal.</summary>
public sealed record SaveHotspotPortal
{
    public bool IsOn { get; init; }
    public string? Address { get; init; }

    /// <summary>One a line.</summary>
    public string? ExtraHosts { get; init; }

    public bool UsesHttps { get; init; }
    public bool UsesChap { get; init; }
    public string? WifiName { get; init; }
    public string? Welcome { get; init; }
    public bool OffersPackages { get; init; }

    /// <summary>What guests may choose from.</summary>
    public IReadOnlyList<string>? Languages { get; init; }

    /// <summary>That of the files on the router, and of those whose own is not among them.</summary>
    public string? FirstLanguage { get; init; }

    public static SaveHotspotPortal Of(HotspotPortal portal)
    {
        ArgumentNullException.ThrowIfNull(portal);
        return new SaveHotspotPortal
        {
            IsOn = portal.IsOn,
            Address = portal.Address,
            ExtraHosts = portal.ExtraHosts,
            UsesHttps = portal.UsesHttps,
            UsesChap = portal.UsesChap,
            WifiName = portal.WifiName,
            Welcome = portal.Welcome,
            OffersPackages = portal.OffersPackages,
            Languages = portal.LanguageCodes,
            FirstLanguage = portal.LanguageCodes.Count > 0 ? portal.LanguageCodes[0] : null,
        };
    }

    internal IReadOnlyList<string> LanguageOrder => [.. (FirstLanguage is null ? Languages ?? [] : (Languages ?? []).Prepend(FirstLanguage)).Distinct(StringComparer.Ordinal)];
}

public sealed class SaveHotspotPortalValidator : AbstractValidator<SaveHotspotPortal>
{
    public SaveHotspotPortalValidator()
    {
        RuleFor(p => p.Address).Must(a => AddressOf(a) is not null).Says("Where guests reach this program, such as https://billing.example.net; nothing behind the host and its port.");
        RuleFor(p => p.ExtraHosts).MaximumLength(2000).Says("At most 2,000 letters.")
            .Must(hosts => NoHost(hosts) is null).WithMessage(p => Said.T($"“{NoHost(p?.ExtraHosts)}” is no host. One a line, such as login.example.net or 10.5.50.1:8080."));
        RuleFor(p => p.WifiName).MaximumLength(64).Says("At most 64 letters.").BeLine();
        RuleFor(p => p.Welcome).MaximumLength(1000).Says("At most 1,000 letters.").BeText();
        RuleFor(p => p.Languages).Must((p, _) => p.LanguageOrder.Count > 0 && p.LanguageOrder.All(code => HotspotWords.Languages.Any(known => known.Code == code))).Says("Choose at least one language.");
    }

    /// <summary>Scheme, host and port; null for anything else.</summary>
    internal static string? AddressOf(string? text) =>
        text is { Length: <= 300 } && Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") && uri.UserInfo.Length == 0 && uri.PathAndQuery == "/" && uri.Fragment.Length == 0
            ? uri.GetLeftPart(UriPartial.Authority) : null;

    private static string? NoHost(string? hosts) => HotspotPortal.Lines(hosts).FirstOrDefault(h => !HotspotDeviceRules.IsHost(h));
}
