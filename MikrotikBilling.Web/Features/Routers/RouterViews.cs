using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.SetUp;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>A router in the JSON list.</summary>
public sealed record RouterListItem(
    Guid Id, string Name, string Host, int Port, bool UseTls, bool IsActive, string State, DateTimeOffset? Since, DateTimeOffset? CheckedAt, string? Error,
    string? OsVersion, string? Board, int? CpuLoadPercent, long? UptimeSeconds, int OnlineSessions)
{
    public static RouterListItem From(RouterLine r) => new(r.Id, r.Name, r.Host, r.Port, r.UseTls, r.IsActive, r.State.ToString(), r.Since, r.CheckedAt,
        r.Error, r.OsVersion, r.Board, r.CpuLoadPercent, r.UptimeSeconds, r.OnlineSessions);
}

/// <summary>One router as JSON; without its password.</summary>
public sealed record RouterView(
    Guid Id, string Name, string Host, int Port, bool UseTls, string UserName, string? TrustedCertificate, bool IsActive, UnpaidMode UnpaidMode, string? Notes,
    DateTimeOffset CreatedAt, int Version, RouterStatusView Status)
{
    public static RouterView From(Router r) => new(r.Id, r.Name, r.Host, r.Port, r.UseTls, r.UserName, r.PinnedCertificate, r.IsActive, r.UnpaidMode, r.Notes, r.CreatedAt,
        r.Version, RouterStatusView.From(r.Status ?? new RouterStatus()));
}

public sealed record RouterStatusView(
    string State, DateTimeOffset? Since, DateTimeOffset? CheckedAt, DateTimeOffset? SeenAt, string? ErrorKind, string? Error, string? ShownCertificate,
    string? Identity, string? OsVersion, string? Board, string? SerialNumber, long? UptimeSeconds, int? CpuLoadPercent, long? FreeMemoryBytes,
    long? TotalMemoryBytes, long? FreeDiskBytes, long? TotalDiskBytes, int OnlineSessions)
{
    public static RouterStatusView From(RouterStatus s) => new(s.State.ToString(), s.Since, s.CheckedAt, s.SeenAt, s.ErrorKind?.ToString(), s.Error,
        s.ShownCertificate, s.Identity, s.OsVersion, s.Board, s.SerialNumber, s.UptimeSeconds, s.CpuLoadPercent, s.FreeMemoryBytes, s.TotalMemoryBytes,
        s.FreeDiskBytes, s.TotalDiskBytes, s.OnlineSessions);
}

public sealed record RouterTestView(
    bool Ok, IReadOnlyList<RouterTestStepView> Steps, string? Identity, string? OsVersion, string? Board, string? ErrorKind, string? Error,
    IReadOnlyList<string> WhatToDo, IReadOnlyList<string> Commands, string? CertificateSha256, bool CanTrust, long TookMs)
{
    public static RouterTestView From(RouterTestResult t) => new(t.Ok,
        [.. t.Steps.Select(s => new RouterTestStepView(s.Step.ToString(), s.Verdict.ToString(), s.Note))], t.Router?.Identity, t.Router?.OsVersion,
        t.Router?.Board, t.ErrorKind?.ToString(), t.Error, [.. (t.Advice?.Steps ?? []).Select(s => s.ToString())], t.Advice?.Commands ?? [], t.CertificateSha256,
        t.Advice?.OfferTrust ?? false, (long)t.Took.TotalMilliseconds);
}

public sealed record RouterTestStepView(string Step, string Verdict, string? Note);

public sealed record RouterLogJson(long Id, Guid RouterId, DateTimeOffset At, string Command, int DurationMs, int Rows, string? ErrorKind, string? Error)
{
    public static RouterLogJson From(RouterLogEntry e) => new(e.Id, e.RouterId, e.At, e.Command, e.DurationMs, e.Rows, e.ErrorKind?.ToString(), e.Error);
}

/// <summary>What was looked at on a router, and whether nothing is missing or too open.</summary>
public sealed record SetUpCheckView(bool IsRight, IReadOnlyList<SafetyFinding> Findings);
