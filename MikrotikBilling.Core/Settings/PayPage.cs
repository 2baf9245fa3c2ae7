using System.Text.RegularExpressions;
using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Settings;

/// <summary>Where customers without access may go: the pay page and what a payment needs.</summary>
public sealed partial record PayPage(Uri? Url, IReadOnlyList<string> Providers)
{
    public const int MostHosts = 100;

    /// <summary>What M-Pesa, Stripe, PayPal, bKash and SSLCommerz load while somebody pays.</summary>
    public static IReadOnlyList<string> UsualHosts { get; } =
    [
        "*.safaricom.co.ke",
        "checkout.stripe.com", "js.stripe.com", "api.stripe.com", "hooks.stripe.com", "m.stripe.network", "*.stripe.com",
        "www.paypal.com", "*.paypal.com", "*.paypalobjects.com",
        "*.bka.sh", "*.bkash.com",
        "securepay.sslcommerz.com", "*.sslcommerz.com",
    ];

    /// <summary>All of them, the pay page first; none while there is no pay page.</summary>
    public IReadOnlyList<string> Hosts => Url is null ? [] : [.. Providers.Prepend(Url.Host).Distinct(StringComparer.OrdinalIgnoreCase)];

    public static PayPage Of(SystemSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new PayPage(settings.PayPageUrl is { } url ? new Uri(url) : null, settings.PayPageHosts is { } hosts ? Lines(hosts) : UsualHosts);
    }

    internal static IReadOnlyList<string> Lines(string? text) =>
        [.. (text ?? "").Split(['\n', '\r', ',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(h => h.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];

    /// <summary>A host name, with a star as its first label at most: <c>*.example.com</c>.</summary>
    internal static bool IsHost(string text) => text.Length <= 200 && HostName().IsMatch(text);

    [GeneratedRegex(@"^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostName();
}

public sealed record SavePayPage
{
    /// <summary>Null or empty: there is none.</summary>
    public string? Url { get; init; }

    /// <summary>One host a line; null or empty takes the usual ones.</summary>
    public string? Hosts { get; init; }
}

public sealed class SavePayPageValidator : AbstractValidator<SavePayPage>
{
    public SavePayPageValidator()
    {
        RuleFor(p => p.Url).MaximumLength(300).BeLine()
            .Must(url => string.IsNullOrWhiteSpace(url) || (Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri) && (uri.Scheme is "https" or "http") && uri.UserInfo.Length == 0 && uri.Host.Length > 0))
            .Says("An address that begins with https://.");
        RuleFor(p => p.Hosts).MaximumLength(4000);
        RuleFor(p => p.Hosts).Must(hosts => PayPage.Lines(hosts).Count <= PayPage.MostHosts).Says($"At most {PayPage.MostHosts} hosts.");
        RuleFor(p => p.Hosts).Must(hosts => NoHost(hosts) is null).WithMessage(p => Said.T($"“{NoHost(p?.Hosts)}” is no host name. One a line, such as pay.example.net or *.example.net."));
    }

    private static string? NoHost(string? hosts) => PayPage.Lines(hosts).FirstOrDefault(h => !PayPage.IsHost(h));
}

/// <summary>Told once the pay page or its hosts were changed.</summary>
public interface IPayPageListener
{
    void PayPageChanged(Guid tenantId);
}
