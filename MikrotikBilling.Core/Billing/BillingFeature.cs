using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Changes;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Core.Billing.Statements;
using MikrotikBilling.Core.Billing.Sums;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Billing.Verify;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Provisioning.Diagnosis;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Reminders;

namespace MikrotikBilling.Core.Billing;

public static class BillingPermissions
{
    public const string View = "billing.view";
    public const string Manage = "billing.manage";
    public const string Ledger = "billing.ledger";
}

public static class BillingFeature
{
    public static IServiceCollection AddBilling(this IServiceCollection services)
    {
        services.AddBillingEmails();
        services.AddTaxes();
        services.AddDiscounts();
        services.AddScoped<LedgerBooks>();
        services.AddScoped<SumCapture>();
        services.AddScoped<LedgerSums>();
        services.AddScoped<IKeptFigures>(p => p.GetRequiredService<LedgerSums>());
        services.AddJob<FoldSumsJob>(FoldSumsJob.Key, TimeSpan.FromMinutes(10));
        services.AddJob<CheckSumsJob>(CheckSumsJob.Key, "0 15 4 * * ?", TimeSpan.FromDays(1));
        services.AddInvariants(SumInvariants.All);
        services.AddScoped<LedgerQueries>();
        services.AddScoped<LedgerExport>();
        services.AddScoped<Settlement>();
        services.AddScoped<InvoiceIssuer>();
        services.AddScoped<CreditNotes>();
        services.AddScoped<InvoiceQueries>();
        services.AddScoped<InvoiceDrafts>();
        services.AddScoped<InvoiceSending>();
        services.AddScoped<InvoiceExport>();
        services.AddScoped<StatementQueries>();
        services.AddScoped<StatementExport>();
        services.AddScoped<StatementSending>();
        services.AddScoped<ContractChanges>();
        services.AddScoped<PriceTermsQueries>();
        services.AddScoped<RenewalService>();
        services.AddScoped<CustomerMoneyQueries>();
        services.AddScoped<IRenewalAtEnd, AutoRenewal>();
        services.AddScoped<IRenewsByItself, CreditForecast>();
        services.AddScoped<INewServiceListener, FirstInvoice>();
        services.AddScoped<IRestListener, RestedPeriods>();
        services.AddScoped<IFirstPrice, FirstInvoice>();
        services.AddScoped<BillingMailer>();
        services.AddScoped<Reactivation>();
        services.AddScoped<IDebtSource, DebtsOfServices>();
        services.AddScoped<DunningSteps>();
        services.AddScoped<OverdueQueries>();
        services.AddSingleton<OverdueEnforcement>();
        services.AddJob<EnforceOverdueJob>(EnforceOverdueJob.Key, "0 20 * * * ?", TimeSpan.FromHours(1));
        services.AddScoped<PostpaidInvoicing>();
        services.AddScoped<InvoiceRunService>();
        services.AddScoped<InvoiceRunQueries>();
        services.AddSingleton<InvoiceRunSignal>();
        services.AddSingleton<InvoiceRunWorker>();
        services.AddJob<InvoicePostpaidJob>(InvoicePostpaidJob.Key, "0 5 * * * ?", TimeSpan.FromHours(1));
        services.AddPrints();
        services.AddInvariants(BooksInvariants.All).AddProtectedTable(LedgerTransactionConfiguration.Table).AddProtectedTable(LedgerEntryConfiguration.Table);
        services.AddNoticeCause(VerifyBooksJob.Cause).AddSingleton(new AlarmKind(VerifyBooksJob.AlarmKind, VerifyBooksJob.Cause.Name, VerifyBooksJob.Cause.Key));
        services.AddJob<VerifyBooksJob>(VerifyBooksJob.Key, "0 30 4 * * ?", TimeSpan.FromDays(1));
        services.AddPermission(BillingPermissions.View, "See invoices, statements and what customers owe", StaffRole.Support, StaffRole.Accountant);
        services.AddPermission(BillingPermissions.Manage, "Issue, void and credit invoices, run the invoicing", StaffRole.Accountant);
        services.AddPermission(BillingPermissions.Ledger, "Read the ledger and the trial balance", StaffRole.Accountant);
        return services;
    }

    /// <summary>Starts working off invoicings and batches of documents with the web server.</summary>
    public static IServiceCollection RunInvoicingInBackground(this IServiceCollection services) =>
        services.AddHostedService(p => p.GetRequiredService<InvoiceRunWorker>()).AddHostedService(p => p.GetRequiredService<PrintRunWorker>());
}
