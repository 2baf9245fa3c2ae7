using FluentValidation;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>Words and colours of a router's state, the same on every page.</summary>
public static class RouterWords
{
    public static Tone Tone(RouterState state, bool isActive) => (isActive, state) switch
    {
        (false, _) => Shell.Tone.Neutral,
        (_, RouterState.Online) => Shell.Tone.Good,
        (_, RouterState.Offline) => Shell.Tone.Bad,
        _ => Shell.Tone.Info,
    };

    public static Phrase State(RouterState state, bool isActive) => (isActive, state) switch
    {
        (false, _) => "Switched off",
        (_, RouterState.Online) => "Online",
        (_, RouterState.Offline) => "Offline",
        _ => "Checking",
    };

    /// <summary>A certificate nobody has looked at yet is a step on the way, not a failure.</summary>
    public static Tone ErrorTone(RouterOsErrorKind? kind) => kind == RouterOsErrorKind.CertificateUnknown ? Shell.Tone.Warn : Shell.Tone.Bad;

    /// <summary>Fingerprints stand below, where they can be compared.</summary>
    public static Phrase ErrorTitle(RouterOsErrorKind? kind, string? error) => kind switch
    {
        RouterOsErrorKind.CertificateUnknown => "The router's certificate is not trusted yet",
        RouterOsErrorKind.CertificateChanged => "The router shows another certificate than the trusted one",
        _ => error ?? "The router cannot be reached.",
    };

    /// <summary><c>7.24 (stable)</c> without the channel, which says little.</summary>
    public static string? Version(string? osVersion) => osVersion?.Split(' ')[0];

    /// <summary>The router counts on between two checks. Whole minutes, so that a list that refreshes itself stands still.</summary>
    public static Phrase? Uptime(long? seconds, DateTimeOffset? checkedAt, DateTimeOffset now)
    {
        if (seconds is not { } told) return null;
        var uptime = TimeSpan.FromSeconds(told) + (checkedAt is { } at && now > at ? now - at : TimeSpan.Zero);
        return uptime < TimeSpan.FromMinutes(1) ? "under a minute" : Units.Duration(TimeSpan.FromMinutes(Math.Floor(uptime.TotalMinutes)));
    }

    public static double? Used(long? free, long? total) => free is { } left && total is > 0 and var all ? 100.0 * (all - left) / all : null;

    public static IReadOnlyList<TabItem> Tabs(Guid id, bool canManage) =>
    [
        new("Overview", $"/routers/{id}"), new("Sessions", $"/routers/{id}/sessions"), new("Past sessions", $"/routers/{id}/past-sessions"),
        new("PPPoE users", $"/routers/{id}/pppoe-users"), new("Drift", $"/routers/{id}/drift"), new("Set up", $"/routers/{id}/set-up"), new("Pay page", $"/routers/{id}/pay-page"),
        new("Log", $"/routers/{id}/log"), new("History", $"/routers/{id}/history"),
        .. canManage ? [new TabItem("Hotspot", $"/routers/{id}/hotspot"), new TabItem("Adopt", $"/routers/{id}/adopt")] : Array.Empty<TabItem>(),
    ];
}

internal static class RouterPageExtensions
{
    public static async Task<bool> AcceptsAsync(
        this IValidator<SaveRouter> rules, SaveRouter input, ModelStateDictionary modelState, CancellationToken cancellationToken)
    {
        foreach (var failure in (await rules.ValidateAsync(input, cancellationToken)).Errors)
            if (modelState.GetFieldValidationState($"Input.{failure.PropertyName}") != ModelValidationState.Invalid)
                modelState.AddModelError($"Input.{failure.PropertyName}", failure.ErrorMessage);
        return modelState.IsValid;
    }
}
