using System.Text;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Tests.Payments.Gateways.Reconciling;

/// <summary>Providers' lists as they write them.</summary>
public sealed class StatementFileTests
{
    private static readonly TenantInfo Tenant = new(Guid.NewGuid(), "Test ISP", "KES", "Africa/Nairobi", "KE");

    [Fact]
    public async Task Mpesa_WithItsPreface_IsReadToTheCent()
    {
        var read = await ReadAsync("Short Code:,600999\nTime Period From,20-11-2026\n\n" + ReconciliationStory.Mpesa(
            ReconciliationStory.MpesaIn("TKK1FIX001", "20-11-2026 13:00:05", "1,500.00", "C-000001"),
            ReconciliationStory.MpesaIn("TKK1FIX002", "20-11-2026 13:10:00", "250.50", status: "Failed"),
            ReconciliationStory.MpesaOut("TKK1FIX003", "20-11-2026 14:00:00", "-35.00", "Pay Utility Charge"),
            ReconciliationStory.MpesaOut("TKK1FIX004", "20-11-2026 15:00:00", "-1,500.00", "Pay Bill Reversal", "TKK1FIX001")));

        read.Problems.ShouldBeEmpty();
        read.Lines.Select(l => (l.Id, l.Amount.Minor, l.State, l.BackMinor)).ShouldBe([("TKK1FIX001", 150000L, StatementState.Paid, 150000L), ("TKK1FIX002", 25050L, StatementState.Failed, 0L)]);
        read.Lines[0].ShouldSatisfyAllConditions(
            l => l.At.ShouldBe(new DateTimeOffset(2026, 11, 20, 10, 0, 5, TimeSpan.Zero)), l => l.Account.ShouldBe("C-000001"), l => l.PayerName.ShouldBe("JANE DOE"), l => l.PayerPhone.ShouldBe("254712345678"));
        read.Ignored.ShouldBe(2);
    }

    [Fact]
    public async Task Stripe_IsReadByItsPaymentIntent_WithWhatWasRefunded()
    {
        var read = await ReadAsync("id,Created (UTC),Amount,Amount Refunded,Currency,Status,PaymentIntent ID\nch_1,2026-11-20 10:00:00,25.00,0.00,usd,Paid,pi_1\nch_2,2026-11-20 11:00:00,40.00,15.50,usd,Paid,pi_2\nch_3,2026-11-20 12:00:00,9.00,9.00,usd,Refunded,pi_3\n");

        read.Lines.Select(l => (l.Id, l.Amount, l.BackMinor)).ShouldBe([("pi_1", new Money(2500, "USD"), 0L), ("pi_2", new Money(4000, "USD"), 1550L), ("pi_3", new Money(900, "USD"), 900L)]);
        read.Lines[0].At.ShouldBe(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task PayPal_WithRefundsAndConversions_LeavesPayersMoney()
    {
        var read = await ReadAsync("\"Date\",\"Time\",\"TimeZone\",\"Name\",\"Type\",\"Status\",\"Currency\",\"Gross\",\"Fee\",\"Net\",\"Transaction ID\",\"Reference Txn ID\"\n"
            + "\"11/20/2026\",\"02:00:00\",\"PST\",\"Jane Doe\",\"Express Checkout Payment\",\"Completed\",\"USD\",\"1,025.00\",\"-0.90\",\"24.10\",\"8FX1\",\"\"\n"
            + "\"11/20/2026\",\"03:00:00\",\"PST\",\"Jane Doe\",\"Payment Refund\",\"Completed\",\"USD\",\"-1,025.00\",\"0.90\",\"-24.10\",\"8FX2\",\"8FX1\"\n"
            + "\"11/20/2026\",\"04:00:00\",\"PST\",\"\",\"General Currency Conversion\",\"Completed\",\"KES\",\"3,000.00\",\"0\",\"3,000.00\",\"8FX3\",\"8FX9\"\n");

        read.Lines.ShouldHaveSingleItem().ShouldSatisfyAllConditions(l => l.Id.ShouldBe("8FX1"), l => l.Amount.ShouldBe(new Money(102500, "USD")), l => l.BackMinor.ShouldBe(102500), l => l.At.ShouldBe(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("TrxID,Transaction Date Time,Transaction Amount,Transaction Type,From Wallet,Transaction Reference\n9AB1,20/11/2026 04:00 PM,500.00,Payment,01700000000,C-000001\n", "9AB1")]
    [InlineData("tran_id,bank_tran_id,tran_date,amount,currency,status,risk_title\nINV1,2611201,2026-11-20 16:00:00,500.00,BDT,VALIDATED,Safe\n", "2611201")]
    public async Task Lists_OfBangladesh_AreInTheirOwnTime(string file, string id)
    {
        var line = (await ReadAsync(file)).Lines.ShouldHaveSingleItem();

        (line.Id, line.Amount.Minor, line.At).ShouldBe((id, 50000L, new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("1,500.00", '.', 1500.00)]
    [InlineData("1.500,00", ',', 1500.00)]
    [InlineData("1 500,50", ',', 1500.50)]
    [InlineData("1'500.50", '.', 1500.50)]
    [InlineData("12,34,567.00", '.', 1234567.00)]
    [InlineData("KES 1,500", '.', 1500)]
    [InlineData("Ksh1,500.00", '.', 1500)]
    [InlineData("(35.00)", '.', -35)]
    [InlineData("-35", '.', -35)]
    [InlineData("\u221235.00", '.', -35)]
    [InlineData("€ 20", '.', 20)]
    public void Amount_AsPeopleWriteIt_IsRead(string text, char point, double expected) => StatementCells.Amount(text, point).ShouldBe((decimal)expected);

    [Theory]
    [InlineData("")]
    [InlineData("twelve")]
    [InlineData("1e5")]
    [InlineData("99999999999999999999")]
    [InlineData("=1+1")]
    public void Amount_ThatIsNone_IsNone(string text) => StatementCells.Amount(text, '.').ShouldBeNull();

    [Theory]
    [InlineData('.', ",", "1500.00", "1,500.00")]
    [InlineData(',', ",", "1.500,00")]
    [InlineData(',', ",", "1.500", "99,5")]
    [InlineData('.', ",", "1,500", "2,000")]
    [InlineData(',', ";", "1.500", "2.000")]
    [InlineData(',', ",", "1.234.567")]
    public void Point_IsToldByTheAmountThatLeavesNoDoubt(char expected, string delimiter, params string[] amounts) => StatementCells.PointOf(amounts, delimiter).ShouldBe(expected);

    [Theory]
    [InlineData("2026-11-20 13:00:05", "2026-11-20T10:00:05Z")]
    [InlineData("2026-11-20T10:00:05Z", "2026-11-20T10:00:05Z")]
    [InlineData("2026-11-20T12:00:05.123+02:00", "2026-11-20T10:00:05Z")]
    [InlineData("20/11/2026 13:00", "2026-11-20T10:00:00Z")]
    [InlineData("20.11.26 13:00", "2026-11-20T10:00:00Z")]
    [InlineData("20 Nov 2026, 1:00 PM", "2026-11-20T10:00:00Z")]
    [InlineData("20-Nov-2026 12:30:00 AM", "2026-11-19T21:30:00Z")]
    [InlineData("20/11/2026", "2026-11-19T21:00:00Z")]
    [InlineData("31/02/2026 10:00", null)]
    [InlineData("20/11/2026 25:00", null)]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    public void Time_AsProvidersWriteIt_IsAnInstant(string text, string? expected) =>
        StatementCells.Time(text, "", "", DateOrder.DayFirst, Tenant.Zone).ShouldBe(expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void DateOrder_IsToldByTheDayThatNoMonthHas()
    {
        StatementCells.OrderOf(["03/04/2026", "03/25/2026"], DateOrder.DayFirst).ShouldBe(DateOrder.MonthFirst);
        StatementCells.OrderOf(["03/04/2026", "25/03/2026"], DateOrder.MonthFirst).ShouldBe(DateOrder.DayFirst);
        StatementCells.OrderOf(["03/04/2026"], DateOrder.MonthFirst).ShouldBe(DateOrder.MonthFirst);
        StatementCells.OrderOf(["2026-04-03"], DateOrder.Guess).ShouldBe(DateOrder.DayFirst);
    }

    [Theory]
    [InlineData("utf-8", true, ',')]
    [InlineData("utf-8", false, ';')]
    [InlineData("utf-16", true, '\t')]
    [InlineData("windows-1252", false, ';')]
    public async Task File_InAnyUsualEncodingAndDelimiter_IsTheSame(string encoding, bool mark, char delimiter)
    {
        var code = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        var text = ReconciliationStory.Mpesa(ReconciliationStory.MpesaIn("TKK1", "20-11-2026 13:00:05", "1500.00", payer: "254712345678 - ZOË"));
        byte[] file = [.. mark ? code.GetPreamble() : [], .. code.GetBytes(text.Replace("\"9,000.00\"", "9000", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal).Replace(',', delimiter))];

        var line = (await ReadAsync(file)).Lines.ShouldHaveSingleItem();

        (line.Amount.Minor, line.PayerName).ShouldBe((150000, "ZOË"));
    }

    [Fact]
    public async Task Lines_Twice_CountOnce_AndContradictionsAreNamed()
    {
        var same = ReconciliationStory.MpesaIn("TKK1", "20-11-2026 13:00:05", "1,500.00");
        var read = await ReadAsync(ReconciliationStory.Mpesa(same, same, ReconciliationStory.MpesaIn("TKK2", "20-11-2026 13:00:05", "10.00"), ReconciliationStory.MpesaIn("tkk-2", "20-11-2026 13:00:05", "11.00"),
            ReconciliationStory.MpesaIn("TKK3", "20-11-2026 13:00:05", "10.00", status: "Pending"), ReconciliationStory.MpesaIn("TKK3", "20-11-2026 13:05:05", "10.00")));

        read.Lines.Select(l => (l.Id, l.State)).ShouldBe([("TKK1", StatementState.Paid), ("TKK3", StatementState.Paid)]);
        read.Repeated.ShouldBe(2);
        read.Problems.ShouldHaveSingleItem().Words.ShouldContain("twice and differs");
        read.Read.ShouldBe(6 - 1);
    }

    [Fact]
    public async Task Lines_ThatCannotBeRead_AreNamedWithTheirReason()
    {
        var read = await ReadAsync(ReconciliationStory.Mpesa(
            ReconciliationStory.MpesaIn("A1", "yesterday", "10.00"), ReconciliationStory.MpesaIn("A2", "20-11-2026 13:00:05", "ten"), ReconciliationStory.MpesaIn("A3", "20-11-2026 13:00:05", "10.005"),
            ReconciliationStory.MpesaIn("A4", "20-11-2026 13:00:05", "10.00", status: "Sideways"), ReconciliationStory.MpesaIn(new string('A', 65), "20-11-2026 13:00:05", "10.00"), ReconciliationStory.MpesaIn("", "20-11-2026 13:00:05", "10.00"), ",,,Total,,20.00,,,,,,,"));

        read.Lines.ShouldBeEmpty();
        read.Problems.Select(p => p.Words).ShouldBe(["“yesterday” is no time.", "“ten” is no amount.", "KES has 2 decimal digits.", "“Sideways” is no status that is known.", "Its id is none: up to 64 letters and digits.", "It has no id."]);
        read.Ignored.ShouldBe(1);
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("PK\u0003\u0004rest", "That is an Excel workbook")]
    [InlineData("%PDF-1.7", "That is a PDF")]
    [InlineData("a\0b,c\n", "no text file")]
    [InlineData("just words\nand more\n", "No line with an id")]
    public async Task File_ThatIsNoList_IsRefusedWithTheReason(string text, string words) =>
        (await StatementFile.LookAsync(Encoding.UTF8.GetBytes(text), CancellationToken.None)).Refusal.ShouldNotBeNull().Message.ShouldContain(words);

    [Fact]
    public async Task FiftyThousandLines_AreReadInOneGo()
    {
        var file = ReconciliationStory.Mpesa([.. Enumerable.Range(0, 50_000).Select(n => ReconciliationStory.MpesaIn($"TKK{n:000000}", "20-11-2026 13:00:05", "1,500.00"))]);

        var read = await ReadAsync(file);

        (read.Lines.Count, read.Lines.Sum(l => l.Amount.Minor)).ShouldBe((50_000, 50_000L * 150_000));
    }

    private static Task<Statement> ReadAsync(string file) => ReadAsync(Encoding.UTF8.GetBytes(file));

    private static async Task<Statement> ReadAsync(byte[] file)
    {
        var look = Support.Scenario.Value(await StatementFile.LookAsync(file, CancellationToken.None));
        return Support.Scenario.Value(await StatementFile.ReadAsync(file, look, look.Format!.PlanFor(look.Headers)!, Tenant, CancellationToken.None));
    }
}
