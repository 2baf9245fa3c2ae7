using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Monitoring : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "UsageDayDays",
                table: "SystemSettings",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1095);

            migrationBuilder.AddColumn<int>(
                name: "UsageHourDays",
                table: "SystemSettings",
                type: "INTEGER",
                nullable: false,
                defaultValue: 90);

            migrationBuilder.AddColumn<int>(
                name: "UsageSampleDays",
                table: "SystemSettings",
                type: "INTEGER",
                nullable: false,
                defaultValue: 7);

            migrationBuilder.AddColumn<long>(
                name: "CapReachedAt",
                table: "Subscriptions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "CapReachedFor",
                table: "Subscriptions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "SessionsReadAt",
                table: "RouterStatuses",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CapAction",
                table: "Profiles",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "CapDownload",
                table: "Profiles",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "CapUpload",
                table: "Profiles",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "CountedAt",
                table: "CustomerSessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "DownloadCounted",
                table: "CustomerSessions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "DownloadCounter",
                table: "CustomerSessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "End",
                table: "CustomerSessions",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "EndWords",
                table: "CustomerSessions",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "UploadCounted",
                table: "CustomerSessions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "UploadCounter",
                table: "CustomerSessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "CapUsages",
                columns: table => new
                {
                    SubscriptionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Allowance = table.Column<int>(type: "INTEGER", nullable: false),
                    Since = table.Column<long>(type: "INTEGER", nullable: false),
                    DownloadBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    UploadBytes = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CapUsages", x => x.SubscriptionId);
                    table.ForeignKey(
                        name: "FK_CapUsages_Subscriptions_SubscriptionId",
                        column: x => x.SubscriptionId,
                        principalTable: "Subscriptions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "QueueCounters",
                columns: table => new
                {
                    SubscriptionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RouterId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DownloadCounter = table.Column<long>(type: "INTEGER", nullable: false),
                    UploadCounter = table.Column<long>(type: "INTEGER", nullable: false),
                    DownloadPending = table.Column<long>(type: "INTEGER", nullable: false),
                    UploadPending = table.Column<long>(type: "INTEGER", nullable: false),
                    CountedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_QueueCounters", x => x.SubscriptionId);
                    table.ForeignKey(
                        name: "FK_QueueCounters_Subscriptions_SubscriptionId",
                        column: x => x.SubscriptionId,
                        principalTable: "Subscriptions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "UsageDays",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubscriptionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    On = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    DownloadBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    UploadBytes = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageDays", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "UsageHours",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubscriptionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    DownloadBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    UploadBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    Rollup = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageHours", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "UsageSamples",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubscriptionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    DownloadBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    UploadBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    Rollup = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageSamples", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CustomerSessions_TenantId_CustomerId_StartedAt",
                table: "CustomerSessions",
                columns: new[] { "TenantId", "CustomerId", "StartedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_CustomerSessions_TenantId_RouterId_StartedAt",
                table: "CustomerSessions",
                columns: new[] { "TenantId", "RouterId", "StartedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_UsageDays_SubscriptionId_On",
                table: "UsageDays",
                columns: new[] { "SubscriptionId", "On" });

            migrationBuilder.CreateIndex(
                name: "IX_UsageDays_TenantId_On",
                table: "UsageDays",
                columns: new[] { "TenantId", "On" });

            migrationBuilder.CreateIndex(
                name: "IX_UsageHours_SubscriptionId_At",
                table: "UsageHours",
                columns: new[] { "SubscriptionId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_UsageHours_TenantId_At",
                table: "UsageHours",
                columns: new[] { "TenantId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_UsageHours_TenantId_Rollup_At",
                table: "UsageHours",
                columns: new[] { "TenantId", "Rollup", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_UsageSamples_SubscriptionId_At",
                table: "UsageSamples",
                columns: new[] { "SubscriptionId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_UsageSamples_TenantId_At",
                table: "UsageSamples",
                columns: new[] { "TenantId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_UsageSamples_TenantId_Rollup_At",
                table: "UsageSamples",
                columns: new[] { "TenantId", "Rollup", "At" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CapUsages");

            migrationBuilder.DropTable(
                name: "QueueCounters");

            migrationBuilder.DropTable(
                name: "UsageDays");

            migrationBuilder.DropTable(
                name: "UsageHours");

            migrationBuilder.DropTable(
                name: "UsageSamples");

            migrationBuilder.DropIndex(
                name: "IX_CustomerSessions_TenantId_CustomerId_StartedAt",
                table: "CustomerSessions");

            migrationBuilder.DropIndex(
                name: "IX_CustomerSessions_TenantId_RouterId_StartedAt",
                table: "CustomerSessions");

            migrationBuilder.DropColumn(
                name: "UsageDayDays",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "UsageHourDays",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "UsageSampleDays",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "CapReachedAt",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "CapReachedFor",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "SessionsReadAt",
                table: "RouterStatuses");

            migrationBuilder.DropColumn(
                name: "CapAction",
                table: "Profiles");

            migrationBuilder.DropColumn(
                name: "CapDownload",
                table: "Profiles");

            migrationBuilder.DropColumn(
                name: "CapUpload",
                table: "Profiles");

            migrationBuilder.DropColumn(
                name: "CountedAt",
                table: "CustomerSessions");

            migrationBuilder.DropColumn(
                name: "DownloadCounted",
                table: "CustomerSessions");

            migrationBuilder.DropColumn(
                name: "DownloadCounter",
                table: "CustomerSessions");

            migrationBuilder.DropColumn(
                name: "End",
                table: "CustomerSessions");

            migrationBuilder.DropColumn(
                name: "EndWords",
                table: "CustomerSessions");

            migrationBuilder.DropColumn(
                name: "UploadCounted",
                table: "CustomerSessions");

            migrationBuilder.DropColumn(
                name: "UploadCounter",
                table: "CustomerSessions");
        }
    }
}
