using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways.Reconciling;

/// <summary>Sentences for tests about lists of providers.</summary>
internal static class ReconciliationStory
{
    public const string Head = "Reference,When,Total,State,Customer\n";

    /// <summary>A movement as a callback would tell of it.</summary>
    public static async Task<MovementOutcome> ToldAsync(this TestApp app, GatewayAccount account, string id, long minor, string? who = null, MovementState state = MovementState.Succeeded, string currency = "KES") =>
        Scenario.Value(await app.ScopeAsync(s => s.GetRequiredService<AppDbContext>().InTransactionAsync(token => s.GetRequiredService<GatewayBooking>()
            .ApplyAsync(account, PaymentMethod.Callback, new MovementFact(id, state, new Money(minor, currency)) { Account = who }, token), CancellationToken.None)));

    public static Task<Result<ReconciliationRun>> UploadAsync(this TestApp app, GatewayAccount account, byte[] file, DateOnly? from = null, DateOnly? to = null) =>
        app.With<ReconciliationService, Result<ReconciliationRun>>(s => s.UploadAsync(new NewReconciliation { AccountId = account.Id, From = from, To = to }, new MemoryStream(file), "list.csv", CancellationToken.None));

    public static async Task<ReconciliationRun> KeptAsync(this TestApp app, GatewayAccount account, string file, DateOnly? from = null, DateOnly? to = null)
    {
        var draft = Scenario.Value(await app.UploadAsync(account, Encoding.UTF8.GetBytes(file), from, to));
        draft.Plan.ShouldNotBeNull(draft.Problem);
        return Scenario.Value(await app.With<ReconciliationService, Result<ReconciliationRun>>(s => s.KeepAsync(draft.Id, CancellationToken.None)));
    }

    public static Task<List<ReconciliationRow>> DifferencesAsync(this TestApp app, ReconciliationRun run) =>
        app.Db(db => db.Set<ReconciliationRow>().AsNoTracking().Where(r => r.RunId == run.Id).OrderBy(r => r.Position).ToListAsync());

    public static Task<ReconciliationRun> NowAsync(this TestApp app, ReconciliationRun run) => app.Db(db => db.Set<ReconciliationRun>().AsNoTracking().SingleAsync(r => r.Id == run.Id));

    public static Task<Result<MovementOutcome>> BookAsync(this TestApp app, ReconciliationRow row) =>
        app.With<ReconciliationBooking, Result<MovementOutcome>>(b => b.BookAsync(row.RunId, row.Id));

    /// <summary>As M-Pesa lists an organisation's money.</summary>
    public static string Mpesa(params string[] lines) =>
        "Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.\n" + string.Join('\n', lines) + "\n";

    public static string MpesaIn(string id, string at, string amount, string account = "", string payer = "254712345678 - JANE DOE", string status = "Completed") =>
        $"{id},{at},{at},Pay Bill from {payer},{status},\"{amount}\",,\"9,000.00\",true,Pay Bill Online,{payer},,{account}";

    public static string MpesaOut(string id, string at, string amount, string reason, string linked = "") => $"{id},{at},{at},{reason},Completed,,\"{amount}\",\"9,000.00\",true,{reason},254712345678 - JANE DOE,{linked},";
}
