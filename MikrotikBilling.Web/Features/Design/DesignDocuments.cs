using System.Globalization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Design;

/// <summary>Sample documents, also for the tests and the figures of printing.</summary>
internal static class DesignDocuments
{
    private static readonly string[] Services = ["Home 20M", "Business 50M dedicated", "Static address", "Router rental", "হোম ইন্টারনেট ২০ এমবিপিএস", "اشتراك الإنترنت المنزلي", "חבילת אינטרנט ביתית"];

    private const string LogoSvg =
        "<svg xmlns='http://www.w3.org/2000/svg' width='150' height='44' viewBox='0 0 150 44'><rect width='44' height='44' rx='9' fill='#24508f'/>" +
        "<path d='M11 27a15 15 0 0 1 22 0M15.5 32a9 9 0 0 1 13 0M7 21.5a21 21 0 0 1 30 0' fill='none' stroke='#fff' stroke-width='3' stroke-linecap='round'/>" +
        "<path d='M58 14h34M58 22h82M58 30h56' stroke='#24508f' stroke-width='4' stroke-linecap='round'/></svg>";

    public static PartyView Seller { get; } = new("Savanna Fibre Networks Ltd")
    {
        Logo = "data:image/svg+xml," + Uri.EscapeDataString(LogoSvg),
        Address = ["4th floor, Kilimani Plaza, Argwings Kodhek Road", "00100 Nairobi, Kenya"],
        Phone = "+254 20 555 0142",
        Email = "billing@savanna.example",
        TaxNumber = "PIN P051234567X",
    };

    public static InvoiceView Invoice(int lines = 4, string customer = "Achieng Otieno", StampView? stamp = null)
    {
        var rows = Enumerable.Range(0, lines).Select(Line).ToList();
        var net = rows.Aggregate(Kes(0), (sum, row) => sum + row.Amount);
        var tax = new Money((net.Minor * 16 / 100) + 1, "KES");
        var paid = Kes(100000);
        return new InvoiceView
        {
            Number = "INV-2026-000045",
            IssuedOn = new DateOnly(2026, 11, 1),
            DueOn = new DateOnly(2026, 11, 15),
            CustomerNumber = "C-00412",
            Seller = Seller,
            Buyer = new PartyView(customer) { Address = ["House 14, Olympic Estate", "Kibera Drive, Nairobi"], Phone = "+254 712 345 678", TaxNumber = "PIN A009876543B" },
            Stamp = stamp ?? new StampView("Overdue", Tone.Bad),
            Lines = rows,
            Taxes = [new("VAT 16 %", net, tax)],
            Net = net,
            Tax = tax,
            Total = net + tax,
            Paid = paid,
            Balance = net + tax - paid,
            Bank =
            [
                new("M-Pesa pay bill", "522 533, account C-00412"), new("Bank", "Equity Bank, Kilimani branch"), new("Account", "0180 2961 7745 33"), new("SWIFT", "EQBLKENA"),
            ],
            PayLink = new Uri("https://pay.savanna.example/i/7Q4KX9TM"),
            Note = "Service of December is switched on as soon as this invoice is paid.",
            Footer = "Savanna Fibre Networks Ltd · Reg. no. CPR/2014/118822 · Thank you for being with us.",
        };
    }

    public static InvoiceView CreditNote { get; } = Invoice(1) with
    {
        IsCreditNote = true,
        Number = "CN-2026-000007",
        Corrects = "INV-2026-000045",
        DueOn = null,
        Stamp = new StampView("Settled", Tone.Good),
        Bank = [],
        PayLink = null,
        Paid = null,
        Note = "Eleven days without service in October, taken back at the daily rate.",
    };

    public static StatementView Statement(int rows = 14)
    {
        var balance = Kes(125050);
        var list = new List<StatementRowView>();
        for (var i = 0; i < rows; i++)
        {
            var charge = i % 2 == 0;
            var amount = Kes(charge ? 174000 : 174050 + (i * 125));
            balance = charge ? balance + amount : balance - amount;
            var text = charge ? string.Create(CultureInfo.InvariantCulture, $"INV-2026-{31 + i:000000}") : string.Create(CultureInfo.InvariantCulture, $"RCP-2026-{87 + i:000000}, mobile money");
            list.Add(new StatementRowView(new DateOnly(2026, 1, 1).AddDays(i * 13), charge ? "Invoice" : "Payment", text, charge ? amount : null, charge ? null : amount, balance));
        }
        return new StatementView
        {
            Seller = Seller,
            Buyer = new PartyView("Green Valley School") { Address = ["P.O. Box 2214", "00200 Nairobi"] },
            CustomerNumber = "C-00009",
            From = new DateOnly(2026, 1, 1),
            To = new DateOnly(2026, 6, 30),
            IssuedOn = new DateOnly(2026, 7, 1),
            Opening = Kes(125050),
            Debits = list.Aggregate(Kes(0), (sum, row) => sum + (row.Debit ?? Kes(0))),
            Credits = list.Aggregate(Kes(0), (sum, row) => sum + (row.Credit ?? Kes(0))),
            Closing = balance,
            Rows = list,
            PayLink = new Uri("https://pay.savanna.example/c/C-00009"),
            Footer = "Please tell us within 30 days when something here is not as you know it.",
        };
    }

    public static ReceiptView Receipt { get; } = new()
    {
        Number = "RCP-2026-001207",
        Seller = Seller,
        Payer = new PartyView("Bahati Mwangi"),
        CustomerNumber = "C-00087",
        PaidAt = new DateTime(2026, 11, 20, 10, 42, 0, DateTimeKind.Unspecified),
        Amount = Kes(200000),
        Method = "M-Pesa",
        Reference = "SKJ71HQ2P0",
        ReceivedBy = "Wanjiru (Kibera office)",
        Stamp = new StampView("Paid", Tone.Good),
        Settled = [new("INV-2026-000081, Home 10M", Kes(174000)), new("INV-2026-000044, rest", Kes(14050))],
        ToCredit = Kes(11950),
        Services = [new("Home 10M · bahati01", new DateTime(2026, 12, 20, 10, 42, 0, DateTimeKind.Unspecified))],
        Footer = "Thank you. Questions: +254 20 555 0142",
    };

    private static InvoiceLineView Line(int i) => new(Services[i % Services.Length], 1 + (i % 3), Kes(33333 + (i * 1750)), Kes(((33333 + (i * 1750)) * (1 + (i % 3))) - (i == 1 ? 5000 : 0)))
    {
        Detail = i % 2 == 0 ? "1 Nov 2026 to 30 Nov 2026 · achieng.otieno" : null,
        Unit = "mo",
        Discount = i == 1 ? Kes(5000) : null,
        Tax = "16 %",
    };

    private static Money Kes(long minor) => new(minor, "KES");
}
