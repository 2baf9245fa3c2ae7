using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Reports.Network;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Reports.Network;

/// <summary>Makes the report of routers for its page.</summary>
public sealed class RouterDesk(RouterReports reports, ReportDesk desk, TenantClock clock, SavableReports savable, IPdfPrinter printer, IAuthorizationService authorization)
{
    public async Task<ReportScreen> RoutersAsync(ReportQuery query, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var (period, _) = await desk.PeriodAsync(query, cancellationToken);
        var found = await FindAsync(period, cancellationToken);
        var links = new OutageLinks(await authorization.MayAsync(user, RoutersPermissions.View));
        Phrase about = $"How long routers were there. {Since(found?.Since)}A router counts from the first look at it; time that it was switched off here does not count.";
        return new ReportScreen(ReportsPages.Routers, "Routers", about, "Time away", period, found?.Report)
        {
            GroupHead = "Router",
            CountHead = "Outages",
            HasPercents = false,
            MoreIsWorse = true,
            Words = seconds => Words(seconds),
            EmptyTitle = "No router was away",
            Course = found is null ? null : new ReportCourse("Minutes away", [.. found.Report.Buckets.Select(b => b.Days is null ? (long?)null : Minutes(b.Sum.Now))], [.. found.Report.Buckets.Select(b => b.BeforeDays is null ? (long?)null : Minutes(b.Sum.Before))]),
            DaysUrl = span => links.Of(span),
            GroupUrl = (row, span) => links.Of(span, row.Key),
            Tiles = found is null ? [] : Tiles(found, links),
            Tables = found is null || found.Lines.Count == 0 ? [] : [Table(found, links)],
            CanBeSaved = savable.Find(ReportsPages.Routers) is not null,
            WhyNoPdf = printer.WhyNot,
        };
    }

    internal async Task<RouterAvailability?> FindAsync(ReportPeriod period, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        return period.Wrong is null ? await reports.RoutersAsync(period, time.Zone, time.Now, cancellationToken) : null;
    }

    /// <summary>Two decimals, so that a night of minutes is seen in a month.</summary>
    internal static string Percent(decimal? value) => value is { } some ? string.Create(CultureInfo.InvariantCulture, $"{some:0.##} %") : "—";

    private static List<ReportTile> Tiles(RouterAvailability found, OutageLinks links) =>
    [
        new("Availability", Percent(found.Now.Percent), found.Before.Percent is { } before ? Phrase.Of($"{Percent(before)} before") : "not counted before", found.Now.Percent < 99 ? Tone.Warn : Tone.Neutral, null),
        new("Outages", Units.Count(found.Outages), $"{Words(found.Now.Away)} in all", found.Outages > 0 ? Tone.Warn : Tone.Neutral, links.Of(found.Report.Period.Shown)),
        new("Longest outage", found.Outages == 0 ? "—" : Words(found.Longest), "within these days", Tone.Neutral, links.Of(found.Report.Period.Shown)),
        new("Online now", Units.Count(found.Lines.Count(l => l.Router is { IsActive: true, State: RouterState.Online })), $"of {Units.Count(found.Lines.Count(l => l.Router.IsActive))} routers, {Units.Count(found.Lines.Sum(l => l.Router.OnlineSessions))} customers on them", Tone.Neutral, links.May ? "/routers" : null),
    ];

    private static ReportTable Table(RouterAvailability found, OutageLinks links) =>
        new("Each router", "the least there first; online and load as last looked at", ["Router", "Availability", "Before", "Outages", "Time away", "Longest", "Customers online", "CPU load"],
            [.. found.Lines.Select(l => (IReadOnlyList<ReportCell>)
            [
                new ReportCell(l.Router.IsActive ? l.Router.Name : T($"{l.Router.Name} (switched off)"), links.Router(l.Router.Id), l.Router.Name), Share(l.Now), Share(l.Before),
                new ReportCell(Units.Count(l.Outages), l.Outages == 0 ? null : links.Of(found.Report.Period.Shown, l.Router.Id.ToString()), l.Outages.ToString(CultureInfo.InvariantCulture)), Time(l.Now.Away), Time(l.Longest),
                new ReportCell(Units.Count(l.Router.OnlineSessions), links.Sessions(l.Router.Id), l.Router.OnlineSessions.ToString(CultureInfo.InvariantCulture)),
                l.Router is { CpuLoadPercent: { } load, State: RouterState.Online } ? new ReportCell($"{load} %", null, load.ToString(CultureInfo.InvariantCulture)) : new ReportCell("—", null, ""),
            ])]);

    private static ReportCell Share(UpTime time) => new(Percent(time.Percent), null, time.Percent?.ToString("0.00", CultureInfo.InvariantCulture) ?? "");

    private static ReportCell Time(long seconds) => new(Words(seconds), null, seconds.ToString(CultureInfo.InvariantCulture));

    private static string Words(long seconds) => seconds == 0 ? "0" : $"{(seconds < 0 ? "−" : "")}{Units.Duration(TimeSpan.FromSeconds(seconds))}";

    private static long Minutes(long seconds) => (seconds + 59) / 60;

    private static Phrase Since(DateOnly? since) => since is { } day ? Phrase.Of($"Counted since {DisplayFormat.Current.Date(day)}. ") : "";
}

/// <summary>Where the outages behind a figure are, for who may see routers.</summary>
internal sealed record OutageLinks(bool May)
{
    public string? Of(DaySpan days, string? router = null) => !May ? null : $"{ReportsPages.Outages}?{days.Query}{(router is null ? "" : $"&router={router}")}";

    public string? Router(Guid id) => May ? $"/routers/{id}" : null;

    public string? Sessions(Guid id) => May ? $"/routers/{id}/sessions" : null;
}
