using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Billing.Statements;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning.Adoption;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Core.Reports.Growth;
using MikrotikBilling.Core.Reports.Network;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Moves;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Data;

/// <summary>
/// SQL Server without a server: the script is made, and every query method is called against a connection that only listens, so that what
/// cannot be translated is noticed here.
/// </summary>
public class SqlServerTests
{
    [Fact]
    public async Task Script_FromEmpty_IsIdempotentAndHoldsEveryTable()
    {
        await using var host = Host();
        await using var scope = host.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();

        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        script.ShouldContain("IF NOT EXISTS");
        foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()).OfType<string>()) script.ShouldContain($"CREATE TABLE [{table}]");
    }

    public static TheoryData<string, string> QueryMethods()
    {
        var data = new TheoryData<string, string>();
        foreach (var type in typeof(AppDbContext).Assembly.GetTypes().Where(t => t.Name.EndsWith("Queries", StringComparison.Ordinal) && t is { IsClass: true, IsAbstract: false }))
            foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => m.ReturnType.IsAssignableTo(typeof(Task))))
                data.Add(type.FullName!, method.Name);
        return data;
    }

    [Theory, MemberData(nameof(QueryMethods))]
    public async Task Query_IsTranslated(string type, string method)
    {
        await using var host = Host();
        await using var scope = host.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(Guid.CreateVersion7());
        var queries = scope.ServiceProvider.GetRequiredService(typeof(AppDbContext).Assembly.GetType(type)!);
        var info = queries.GetType().GetMethod(method)!;
        foreach (var arguments in Arguments(info))
            await CallAsync(info, queries, arguments);

        if (info.GetParameters().Length > 1 || method.StartsWith("Count", StringComparison.Ordinal))
            scope.ServiceProvider.GetRequiredService<Listener>().Heard.ShouldNotBeEmpty($"{type}.{method}");
    }

    /// <summary>One call with every filter empty and one with every filter set.</summary>
    private static IEnumerable<object?[]> Arguments(MethodInfo method)
    {
        yield return [.. method.GetParameters().Select(p => Value(p.ParameterType, full: false))];
        yield return [.. method.GetParameters().Select(p => Value(p.ParameterType, full: true))];
        // Reads nothing where the text holds no receipt, or no code.
        if (method.DeclaringType == typeof(ReceiptQueries) || method.DeclaringType == typeof(VoucherQueries)) yield return [.. method.GetParameters().Select(p => p.ParameterType == typeof(string) ? "QK7ABC1" : Value(p.ParameterType, full: true))];
        if (method.Name == nameof(LedgerQueries.TotalsAsync))
            foreach (var narrowed in new[] { new LedgerFilter(Account: LedgerAccount.Cash) { ActorId = Guid.NewGuid() }, new LedgerFilter { Accounts = [LedgerAccount.Cash, LedgerAccount.GatewayClearing], Kinds = [LedgerKind.Payment, LedgerKind.Refund] }, new LedgerFilter(Account: LedgerAccount.Revenue) { RouterId = Guid.Empty } })
                yield return [narrowed, CancellationToken.None];
        if (method.GetParameters().Any(p => p.ParameterType == typeof(CustomerFilter)))
            foreach (var sort in Enum.GetValues<CustomerSort>())
                foreach (var descending in new[] { false, true })
                    yield return [new CustomerFilter("jane doe", ServiceStatus.Active, Guid.NewGuid(), Guid.NewGuid(), sort, descending, Position), CancellationToken.None];
    }

    private static string Position => MikrotikBilling.Core.Kernel.Cursor.Encode(
        new { Name = "a", Number = 1, ExpiresAt = DateTimeOffset.UnixEpoch, Id = Guid.Empty, Back = false });

    private static object? Value(Type type, bool full) => type switch
    {
        _ when type == typeof(CancellationToken) => CancellationToken.None,
        _ when type == typeof(Guid) => Guid.CreateVersion7(),
        _ when type == typeof(string) => full ? Position : null,
        _ when type == typeof(int) => 5,
        _ when type == typeof(long) => 5L,
        _ when type == typeof(bool) => full,
        _ when type == typeof(Func<string, bool>) => (Func<string, bool>)(_ => full),
        _ when type == typeof(DateTimeOffset) => DateTimeOffset.UnixEpoch,
        _ when type == typeof(DateOnly) => new DateOnly(2026, 11, 21),
        _ when type == typeof(TimeZoneInfo) => TimeZoneInfo.Utc,
        _ when type == typeof(ReportPeriod) => ReportPeriod.Of(full ? PeriodName.Year : PeriodName.Month, null, null, null, new DateOnly(2026, 11, 21), DayOfWeek.Monday),
        _ when type == typeof(MikrotikBilling.Core.Kernel.Money) => new MikrotikBilling.Core.Kernel.Money(5, "KES"),
        _ when type == typeof(SessionFilter) => full
            ? new SessionFilter(Guid.NewGuid(), Guid.NewGuid(), DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, MikrotikBilling.Core.Kernel.Cursor.Encode(new { At = DateTimeOffset.UnixEpoch, Id = 7L, Back = false }))
            : new SessionFilter(),
        _ when type == typeof(AuditFilter) => full
            ? new AuditFilter(Guid.NewGuid(), false, "router", "router.", Guid.NewGuid(), Guid.NewGuid(), "words", DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, Position)
            : new AuditFilter(System: true),
        _ when type == typeof(RouterLogFilter) => full
            ? new RouterLogFilter(Guid.NewGuid(), RouterLogResult.Failed, null, "/ppp", DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, Position)
            : new RouterLogFilter(),
        _ when type == typeof(CustomerFilter) => full ? new CustomerFilter("jane") { EndsBefore = DateTimeOffset.UnixEpoch } : new CustomerFilter { Archived = true },
        _ when type == typeof(AdoptionFilter) => full ? new AdoptionFilter(AdoptionDoubts.SamePerson, AdoptionDecision.Adopt, AdoptionRowState.Open, "jane", Asks: true) : new AdoptionFilter(),
        _ when type == typeof(NoticeFilter) => new NoticeFilter(["router-down"], !full, full ? MikrotikBilling.Core.Kernel.Cursor.Encode(new { At = DateTimeOffset.UnixEpoch, Id = Guid.Empty }) : null),
        _ when type == typeof(EmailFilter) => full ? new EmailFilter(EmailState.Failed, "jane", Position) : new EmailFilter(),
        _ when type == typeof(EmailTemplateKind) => new EmailTemplateKind("kind", "Kind", "For a test.", "Subject", "Body"),
        _ when type == typeof(TaxRateFilter) => full ? new TaxRateFilter(true, "KE", MikrotikBilling.Core.Kernel.Cursor.Encode(new { Country = "KE", Region = "", Name = "vat", From = new DateOnly(2026, 1, 1) })) : new TaxRateFilter(false),
        _ when type == typeof(DiscountFilter) => full ? new DiscountFilter("summer", DiscountKind.Manual, true, Position) : new DiscountFilter(),
        _ when type == typeof(PriceQuestion) => new PriceQuestion(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), full ? "SUMMER" : null),
        _ when type.IsAssignableFrom(typeof(PriceQuestion[])) => new[] { new PriceQuestion(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()) },
        _ when type == typeof(PaymentFilter) => full
            ? new PaymentFilter("RCP-1", PaymentMethod.Cheque, PaymentState.Booked, new DateOnly(2026, 1, 1), new DateOnly(2026, 2, 1), Guid.NewGuid(), MikrotikBilling.Core.Kernel.Cursor.Encode(new { At = DateTimeOffset.UnixEpoch, Id = Guid.Empty, Back = false }))
            : new PaymentFilter(),
        _ when type == typeof(GatewayEventFilter) => full
            ? new GatewayEventFilter(GatewayEventState.Failed, Guid.NewGuid(), MikrotikBilling.Core.Kernel.Cursor.Encode(new { At = DateTimeOffset.UnixEpoch, Id = Guid.Empty, Back = false }))
            : new GatewayEventFilter(),
        _ when type == typeof(ClockFilter) => full
            ? new ClockFilter(ClockChoice.Slow, MikrotikBilling.Core.Kernel.Cursor.Encode(new { At = DateTimeOffset.UnixEpoch, Id = Guid.Empty, Back = false }))
            : new ClockFilter(ClockChoice.Waiting),
        _ when type == typeof(AttemptFilter) => full
            ? new AttemptFilter(AttemptState.Pending, true, true, Guid.NewGuid(), MikrotikBilling.Core.Kernel.Cursor.Encode(new { At = DateTimeOffset.UnixEpoch, Id = Guid.Empty, Back = false }))
            : new AttemptFilter(),
        _ when type == typeof(ReconciliationFilter) => full
            ? new ReconciliationFilter(Guid.NewGuid(), ReconciliationState.Open, MikrotikBilling.Core.Kernel.Cursor.Encode(new { At = DateTimeOffset.UnixEpoch, Id = Guid.Empty, Back = false }))
            : new ReconciliationFilter(),
        _ when type == typeof(DifferenceFilter) => full
            ? new DifferenceFilter(Guid.NewGuid(), DifferenceKind.Missing, DifferenceState.Open, "qk-7", MikrotikBilling.Core.Kernel.Cursor.Encode(new { At = 7, Back = false }))
            : new DifferenceFilter(Guid.NewGuid()),
        _ when type == typeof(VoucherBatchFilter) => full
            ? new VoucherBatchFilter(VoucherBatchState.Ready, Guid.NewGuid(), "V-00007", MikrotikBilling.Core.Kernel.Cursor.Encode(new { Number = 7L, Back = false }))
            : new VoucherBatchFilter(),
        _ when type == typeof(VoucherUseFilter) => full
            ? new VoucherUseFilter(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 31), Guid.NewGuid(), Guid.NewGuid(), MikrotikBilling.Core.Kernel.Cursor.Encode(new { At = DateTimeOffset.UnixEpoch, Id = Guid.Empty, Back = false }))
            : new VoucherUseFilter(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 31)),
        _ when type == typeof(PrintVouchers) => full ? new PrintVouchers(Guid.NewGuid(), 5, 90, Unsold: true) : new PrintVouchers(Unused: false),
        _ when type == typeof(VoucherFilter) => full ? new VoucherFilter(VoucherState.Used, 100) : new VoucherFilter(),
        _ when type == typeof(SuspenseFilter) => full
            ? new SuspenseFilter(SuspenseState.Open, "qk-7", MikrotikBilling.Core.Kernel.Cursor.Encode(new { At = DateTimeOffset.UnixEpoch, Id = Guid.Empty, Back = false }))
            : new SuspenseFilter(null),
        _ when type == typeof(SuspenseItem) => new SuspenseItem
        {
            Amount = new MikrotikBilling.Core.Kernel.Money(100, "KES"),
            Reference = "QK7",
            ReferenceKey = "QK7",
            Reason = "For a test.",
            Account = full ? "jane.doe" : null,
            PayerName = full ? "Jane Doe" : null,
            PayerPhone = full ? "+254712345678" : null,
        },
        _ when type == typeof(InvoiceFilter) => full
            ? new InvoiceFilter(InvoiceState.Overdue, InvoiceKind.Invoice, Guid.NewGuid(), new DateOnly(2026, 1, 1), new DateOnly(2026, 2, 1), "INV-1", MikrotikBilling.Core.Kernel.Cursor.Encode(new { Id = Guid.Empty, On = (DateOnly?)new DateOnly(2026, 1, 9), Back = false }))
            : new InvoiceFilter(),
        _ when type == typeof(LedgerFilter) => full
            ? new LedgerFilter(new DateOnly(2026, 1, 1), new DateOnly(2026, 2, 1), LedgerKind.Payment, LedgerAccount.Cash, "Cash", "KES", Guid.NewGuid(), MikrotikBilling.Core.Kernel.Cursor.Encode(new { Id = Guid.Empty, On = (DateOnly?)new DateOnly(2026, 1, 9), Back = false }))
            : new LedgerFilter(),
        _ when type == typeof(StatementId) => new StatementId(7, new DateOnly(2026, 1, 1), new DateOnly(2026, 2, 1)),
        _ when type == typeof(ProfileFilter) => full ? new ProfileFilter("home", true, Position, true, ServiceKind.Hotspot, ProfileCategory.Fibre) : new ProfileFilter(),
        _ when type == typeof(SubscriptionFilter) => full
            ? new SubscriptionFilter(SubscriptionStatus.Active, Position, Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), ServiceKind.Static)
            : new SubscriptionFilter(),
        _ when type.IsAssignableFrom(typeof(string[])) => new[] { "jane", "ann" },
        _ when type.IsAssignableFrom(typeof(Guid[])) => new[] { Guid.CreateVersion7(), Guid.CreateVersion7() },
        _ when type == typeof(ExpenseFilter) => full ? new ExpenseFilter(new DateOnly(2026, 1, 1), new DateOnly(2026, 2, 1), "Rent", ExpenseWay.Drawer, MikrotikBilling.Core.Kernel.Cursor.Encode(new { On = new DateOnly(2026, 1, 1), Id = Guid.Empty, Back = false })) : new ExpenseFilter(),
        _ when type == typeof(MoveFilter) => new MoveFilter(MoveOf.Service, full ? MoveKind.Left : MoveKind.CameBack, new DaySpan(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 31)), full ? Guid.NewGuid() : null, full ? MikrotikBilling.Core.Kernel.Cursor.Encode(new { Day = new DateOnly(2026, 1, 9), Id = 7L }) : null),
        _ when type == typeof(OutageFilter) => new OutageFilter(full ? Guid.NewGuid() : null, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, full ? MikrotikBilling.Core.Kernel.Cursor.Encode(new { At = DateTimeOffset.UnixEpoch, Id = 7L }) : null),
        _ when type == typeof(DaySpan) => new DaySpan(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 31)),
        _ when type.IsAssignableFrom(typeof(LedgerAccount[])) && type != typeof(object) => new[] { LedgerAccount.Revenue, LedgerAccount.Cash },
        _ when type.IsAssignableFrom(typeof(LedgerKind[])) && type != typeof(object) => full ? new[] { LedgerKind.Expense } : Array.Empty<LedgerKind>(),
        _ when Nullable.GetUnderlyingType(type) is { } inner => full ? inner.IsEnum ? Enum.GetValues(inner).GetValue(0) : Value(inner, full) : null,
        _ when type.IsEnum => Enum.GetValues(type).GetValue(0),
        _ when type == typeof(long) => 7L,
        _ => throw new InvalidOperationException($"Say here how to make a {type.Name}."),
    };

    private static async Task CallAsync(MethodInfo method, object queries, object?[] arguments)
    {
        try
        {
            await (Task)method.Invoke(queries, arguments)!;
        }
        catch (InvalidOperationException e) when (e.Message.StartsWith("Sequence contains no elements", StringComparison.Ordinal))
        {
            // the listening connection has no rows; a scalar query wanted one
        }
    }

    private static ServiceProvider Host()
    {
        var builder = AppHost.CreateBuilder([], new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Database:Provider"] = "SqlServer",
            ["Database:ConnectionString"] = "Server=nowhere.invalid;Database=x;Encrypt=false",
            ["KeyRing:Directory"] = Path.Combine(Path.GetTempPath(), "mb-sqlserver-keys"),
        });
        var listener = new Listener();
        builder.Services.AddSingleton(listener);
        builder.Services.AddSingleton<IInterceptor>(listener);
        builder.Services.AddSingleton<IInterceptor>(new NoConnection());
        return builder.Services.BuildServiceProvider();
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(InterceptionResult.Suppress());
    }

    private sealed class Listener : DbCommandInterceptor
    {
        public ConcurrentQueue<string> Heard { get; } = new();

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Heard.Enqueue(command.CommandText);
            using var nothing = new DataTable();
            return ValueTask.FromResult(InterceptionResult<DbDataReader>.SuppressWithResult(nothing.CreateDataReader()));
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Heard.Enqueue(command.CommandText);
            return ValueTask.FromResult(InterceptionResult<int>.SuppressWithResult(0));
        }
    }
}
