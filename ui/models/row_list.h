// SPDX-License-Identifier: Apache-2.0
// A list model over plain rows: columns are a table, and replacing the rows keeps what stays, so that delegates (and
// the pictures in them) live on. Main thread.
#pragma once

#include <QAbstractListModel>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace bedside::ui {

template <class Row>
class RowList : public QAbstractListModel {
public:
    struct Column {
        const char *name;
        std::function<QVariant(const Row &)> read;
    };

    RowList(std::vector<Column> columns, QObject *parent) : QAbstractListModel(parent), m_columns(std::move(columns)) {}

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        const int column = role - Qt::UserRole;
        if (!checkIndex(index, CheckIndexOption::IndexIsValid) || column < 0 || column >= static_cast<int>(m_columns.size()))
            return {};
        return m_columns[static_cast<std::size_t>(column)].read(m_rows[static_cast<std::size_t>(index.row())]);
    }
    QHash<int, QByteArray> roleNames() const override
    {
        QHash<int, QByteArray> names;
        for (std::size_t i = 0; i < m_columns.size(); ++i)
            names.insert(Qt::UserRole + static_cast<int>(i), m_columns[i].name);
        return names;
    }

    const std::vector<Row> &rows() const { return m_rows; }
    const Row *rowAt(int row) const
    {
        return row >= 0 && row < rowCount() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
    }
    // Every cell is read again: times have moved on, or the language has changed.
    void refreshCells()
    {
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    }

protected:
    // Rows with equal keys are the same row. Keys must be unique.
    template <class KeyOf>
    void replaceRows(std::vector<Row> next, KeyOf keyOf)
    {
        const auto holds = [&](const std::vector<Row> &rows, const Row &row) {
            return std::any_of(rows.begin(), rows.end(), [&](const Row &r) { return keyOf(r) == keyOf(row); });
        };
        for (int i = rowCount() - 1; i >= 0; --i)
            if (!holds(next, m_rows[static_cast<std::size_t>(i)]))
                removeAt(i);
        for (std::size_t i = 0; i < next.size(); ++i)
            place(i, std::move(next[i]), keyOf);
        refreshCells();
    }

private:
    void removeAt(int row)
    {
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        endRemoveRows();
    }
    template <class KeyOf>
    void place(std::size_t at, Row row, KeyOf keyOf)
    {
        auto found = std::find_if(m_rows.begin() + static_cast<std::ptrdiff_t>(at), m_rows.end(),
                                  [&](const Row &r) { return keyOf(r) == keyOf(row); });
        const int to = static_cast<int>(at);
        if (found == m_rows.end()) {
            beginInsertRows({}, to, to);
            m_rows.insert(m_rows.begin() + to, std::move(row));
            endInsertRows();
            return;
        }
        const int from = static_cast<int>(found - m_rows.begin());
        if (from != to) {
            beginMoveRows({}, from, from, {}, to);
            std::rotate(m_rows.begin() + to, m_rows.begin() + from, m_rows.begin() + from + 1);
            endMoveRows();
        }
        m_rows[at] = std::move(row);
    }

    std::vector<Column> m_columns;
    std::vector<Row> m_rows;
};

} // namespace bedside::ui
