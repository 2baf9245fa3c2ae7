using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Growth;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Subscriptions.Moves;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Reports.Growth;

/// <summary>Makes the reports of customers, recurring revenue and profiles for their pages.</summary>
public sealed class GrowthDesk(GrowthReports reports, ReportDesk desk, LedgerDayQueries days, TenantQueries tenants, IPdfPrinter printer, IAuthorizationService authorization)
{
    public async Task<ReportScreen> CustomersAsync(ReportQuery query, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var (period, _) = await desk.PeriodAsync(query, cancellationToken);
        var by = query.ByOf<CustomersBy>();
        var growth = period.Wrong is null ? await reports.CustomersAsync(period, by, cancellationToken) : null;
        var links = new MoveLinks(MoveOf.Customer, await authorization.MayAsync(user, CustomersPermissions.View));
        Phrase about = $"Customers by the state of their service; active and grace are paying ones. {Since(growth?.Since)}Guests with vouchers are not in it.";
        return new ReportScreen(ReportsPages.Customers, "Customers", about, by == CustomersBy.State ? "Change" : "Net growth", period, growth?.Report)
        {
            Ways = [new SelectOption(nameof(CustomersBy.Movement), "By what moved"), new SelectOption(nameof(CustomersBy.State), "By state")],
            By = by.ToString(),
            GroupHead = by == CustomersBy.State ? "State" : "What moved",
            CountHead = "Moves",
            HasShares = false,
            HasPercents = false,
            Term = "churn",
            EmptyTitle = "Nobody came or left",
            DaysUrl = span => links.Of(null, span),
            GroupUrl = (row, span) => by == CustomersBy.State ? null : links.Of(Enum.Parse<MoveKind>(row.Key), span),
            Tiles = growth is null ? [] : CustomerTiles(growth, links, period),
            Tables = growth is null ? [] : [CustomerTable(growth, links)],
            CanBeSaved = true,
            WhyNoPdf = printer.WhyNot,
        };
    }

    public async Task<ReportScreen> RecurringAsync(ReportQuery query, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var (period, currency) = await desk.PeriodAsync(YearUnlessAsked(query), cancellationToken);
        var by = query.ByOf<RecurringBy>();
        var found = period.Wrong is null ? await reports.RecurringAsync(period, by, currency, cancellationToken) : null;
        var links = new MoveLinks(MoveOf.Service, await authorization.MayAsync(user, CustomersPermissions.View));
        Phrase about = $"What services that are paid now come to in a month, at the price of their profile. {Since(found?.Customers.Since)}Time that is sold by the hour or day at a hotspot is not in it.";
        return new ReportScreen(ReportsPages.Recurring, "Recurring revenue", about, "Net change", period, found?.Report)
        {
            Ways = [new SelectOption(nameof(RecurringBy.Movement), "By what moved"), new SelectOption(nameof(RecurringBy.Profile), "By profile")],
            By = by.ToString(),
            GroupHead = by == RecurringBy.Profile ? "Profile" : "What moved",
            CountHead = "Services",
            HasShares = false,
            HasPercents = false,
            Term = "recurring",
            EmptyTitle = "Nothing changed it",
            Currency = await ChosenAsync(query, cancellationToken),
            Currencies = await days.CurrenciesAsync(cancellationToken),
            DaysUrl = span => links.Of(null, span),
            GroupUrl = (row, span) => by == RecurringBy.Profile ? links.OfProfile(row.Key, span) : links.Of(Enum.Parse<RecurringMove>(row.Key), span, query.Code),
            Course = found is null ? null : new ReportCourse("Recurring revenue", [.. found.Steps.Select(s => (long?)s.Monthly)], [.. found.Before.Select(s => (long?)s.Monthly)]),
            Tiles = found is null ? [] : RecurringTiles(found, currency),
            Tables = found is null ? [] : [RecurringTable(found, currency, links)],
            CanBeSaved = true,
            WhyNoPdf = printer.WhyNot,
        };
    }

    public async Task<ReportScreen> ProfilesAsync(ReportQuery query, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var (period, currency) = await desk.PeriodAsync(query, cancellationToken);
        var growth = period.Wrong is null ? await reports.ProfilesAsync(period, currency, cancellationToken) : null;
        var may = await authorization.MayAsync(user, CustomersPermissions.View);
        var links = new MoveLinks(MoveOf.Service, may);
        return new ReportScreen(ReportsPages.Profiles, "Profiles", "Which profiles are wanted: services that are paid, what came to them and went, and the revenue that was booked for them.", "Net growth", period, growth?.Report)
        {
            GroupHead = "Profile",
            CountHead = "Services now",
            HasPercents = false,
            EmptyTitle = "Nothing moved",
            Currency = await ChosenAsync(query, cancellationToken),
            Currencies = await days.CurrenciesAsync(cancellationToken),
            DaysUrl = span => links.Of(null, span),
            GroupUrl = (row, span) => links.OfProfile(row.Key, span),
            Tables = growth is null || growth.Lines.Count == 0 ? [] : [ProfileTable(growth, links, may)],
            CanBeSaved = true,
            WhyNoPdf = printer.WhyNot,
        };
    }

    internal static ReportQuery YearUnlessAsked(ReportQuery query) => string.IsNullOrEmpty(query.Period + query.From + query.To) ? query with { Period = nameof(PeriodName.Year) } : query;

    private static List<ReportTile> CustomerTiles(CustomerGrowth growth, MoveLinks links, ReportPeriod period) =>
    [
        new("Paying customers", Units.Count(growth.PayingNow), $"{Units.Count(growth.PayingBefore)} at the beginning", Tone.Neutral, links.May ? "/customers?status=Active" : null),
        new("Left", Units.Count(growth.Left), growth.Churn is { } churn ? Phrase.Of($"churn {Percent(churn)} of those who paid") : "nobody paid before", growth.Left > 0 ? Tone.Warn : Tone.Neutral, links.Of(MoveKind.Left, period.Shown)),
        new("Came back", Units.Count(growth.CameBack), growth.NetChurn is { } net ? Phrase.Of($"churn {Percent(net)} without them") : "", Tone.Neutral, links.Of(MoveKind.CameBack, period.Shown)),
        new("New", Units.Count(growth.New), "pay for the first time", Tone.Neutral, links.Of(MoveKind.New, period.Shown)),
    ];

    private static List<ReportTile> RecurringTiles(RecurringRevenue found, string currency) =>
    [
        new("Recurring revenue a month", Text(found.Monthly.Now, currency), $"{Text(found.Monthly.Before, currency)} before", Tone.Neutral, null),
        new("Revenue per customer", found.Last?.PerCustomer is { } each ? Text(each, currency) : "—", $"{Units.Count(found.Last?.Customers ?? 0)} paying customers", Tone.Neutral, null),
        new("Lifetime value", found.Lifetime is { } life ? Text(life, currency) : "—", found.MonthlyChurn is { } churn ? Phrase.Of($"at {Percent(Math.Round(100 * churn, 1, MidpointRounding.AwayFromZero))} who leave for good a month") : "nobody left", Tone.Neutral, null),
    ];

    private static ReportTable CustomerTable(CustomerGrowth growth, MoveLinks links)
    {
        List<ServiceStatus> states = [.. Enum.GetValues<ServiceStatus>().Where(s => growth.Steps.Any(step => step.Close.Of(s) != 0))];
        return new ReportTable("Customers at the end of each", "by the state they were in", ["Until", "Paying", .. states.Select(s => ServiceStatusBadge.Of(s).Text), "New", "Came back", "Left", "Churn"],
            [.. growth.Steps.Select(s => (IReadOnlyList<ReportCell>)
            [
                new ReportCell(s.Days.Words, links.Of(null, s.Days)), Count(s.Close.Paying), .. states.Select(state => Count(s.Close.Of(state))),
                Count(s.Count(MoveKind.New), links.Of(MoveKind.New, s.Days)), Count(s.Count(MoveKind.CameBack), links.Of(MoveKind.CameBack, s.Days)), Count(s.Count(MoveKind.Left), links.Of(MoveKind.Left, s.Days)),
                CustomerGrowth.ChurnOf(s.Count(MoveKind.Left), s.Open.Paying) is { } churn ? new ReportCell(Percent(churn), null, churn.ToString(CultureInfo.InvariantCulture)) : new ReportCell("—", null, ""),
            ])]);
    }

    private static ReportTable RecurringTable(RecurringRevenue found, string currency, MoveLinks links) =>
        new($"At the end of each, {currency}", null, ["Until", "Recurring revenue", "Change", "Services", "Customers", "Per customer"],
            [.. found.Steps.Select((s, i) => (IReadOnlyList<ReportCell>)
            [
                new ReportCell(s.Days.Words, links.Of(null, s.Days)), Amount(s.Monthly, currency), Amount(s.Moves.Values.Sum(), currency), Count(s.Services), Count(s.Customers),
                s.PerCustomer is { } each ? Amount(each, currency) : new ReportCell("—", null, ""),
            ])]);

    private static ReportTable ProfileTable(ProfileGrowth growth, MoveLinks links, bool mayCustomers)
    {
        ReportCell Kind(int count, MoveKind kind, ProfileLine line) => Count(count, links.Of(kind, growth.Report.Period.Shown, line.Id.ToString()));
        return new ReportTable("Services by profile", $"revenue in {growth.Currency}", ["Profile", "Services now", "Before", "New", "Came back", "Changed to it", "Changed from it", "Left", "A month", "Revenue booked"],
            [.. growth.Lines.Select(l => (IReadOnlyList<ReportCell>)
            [
                new ReportCell(l.Name, mayCustomers ? $"/customers?profile={l.Id}" : null), Count(l.Now), Count(l.Before), Kind(l.New, MoveKind.New, l), Kind(l.CameBack, MoveKind.CameBack, l), Kind(l.ChangedTo, MoveKind.Changed, l),
                Kind(l.ChangedFrom, MoveKind.Changed, l), Kind(l.Left, MoveKind.Left, l), Amount(l.Monthly, growth.Currency), Amount(l.Revenue, growth.Currency),
            ])]);
    }

    private static Phrase Since(DateOnly? since) => since is { } day ? Phrase.Of($"Counted since {DisplayFormat.Current.Date(day)}: what was there before moves were kept entered on the day it was made, as it stood. ") : "";

    private static string Percent(decimal value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.#} %");

    private static string Text(long minor, string currency) => Billing.Documents.Figures.Text(new Money(minor, currency));

    private static ReportCell Count(int count, string? url = null) => new(Units.Count(count), count == 0 ? null : url, count.ToString(CultureInfo.InvariantCulture));

    private static ReportCell Amount(long minor, string currency) => new(Billing.Documents.Figures.Plain(new Money(minor, currency)), null, new Money(minor, currency).ToInput());

    private async Task<string?> ChosenAsync(ReportQuery query, CancellationToken cancellationToken) => query.Code is { } code && code != (await tenants.CurrentAsync(cancellationToken)).Currency ? code : null;
}

/// <summary>Where the moves behind a figure are, for who may see customers.</summary>
internal sealed record MoveLinks(MoveOf Subject, bool May)
{
    public string? Of(MoveKind? kind, DaySpan days, string? profile = null) => !May ? null
        : $"{ReportsPages.Moves}?of={ReportScreen.Word(Subject)}{(kind is { } some ? $"&kind={ReportScreen.Word(some)}" : "")}&{days.Query}{(profile is null ? "" : $"&profile={profile}")}";

    /// <param name="currency">Chosen in the address; null is the company's.</param>
    public string? Of(RecurringMove move, DaySpan days, string? currency) => move switch
    {
        RecurringMove.New => Of(MoveKind.New, days),
        RecurringMove.Reactivation => Of(MoveKind.CameBack, days),
        RecurringMove.Churn => Of(MoveKind.Left, days),
        _ when May => $"{ReportsPages.Moves}?of={ReportScreen.Word(Subject)}&kind={ReportScreen.Word(move == RecurringMove.Expansion ? MoveWay.Larger : MoveWay.Smaller)}&{days.Query}{(currency is null ? "" : $"&currency={currency}")}",
        _ => null,
    };

    public string? OfProfile(string key, DaySpan days) => Guid.TryParse(key, out _) ? Of(null, days, key) : null;
}
